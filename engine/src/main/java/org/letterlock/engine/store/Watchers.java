package org.letterlock.engine.store;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.letterlock.engine.store.AccountStore.Watch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers what happened, on a virtual thread that lives while there is something to tell. What one thread did while it tells is put together, so that
 * a slow watcher makes fewer calls, and never a slow writer.
 */
final class Watchers {

    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Happened> pending = new ArrayDeque<>();
    private boolean telling;

    /** What a thread did, in its order; what happened again stands where it happened last. */
    private record Happened(Thread author, Set<Event> events) {

        void add(Set<Event> more) {
            events.removeAll(more);
            events.addAll(more);
        }
    }

    Watch watch(Consumer<Set<Event>> watcher) {
        return register(new Registration(watcher, Optional.empty()));
    }

    /** As {@link #watch}, without what the calling thread does itself. */
    Watch watchOthers(Consumer<Set<Event>> watcher) {
        return register(new Registration(watcher, Optional.of(Thread.currentThread())));
    }

    private Watch register(Registration registration) {
        registrations.add(registration);
        return registration;
    }

    /** @param events that the calling thread brought about */
    void tell(Set<Event> events) {
        if (registrations.isEmpty()) {
            return;
        }
        Thread author = Thread.currentThread();
        lock.lock();
        try {
            if (pending.isEmpty() || !pending.getLast().author().equals(author)) {
                pending.add(new Happened(author, new LinkedHashSet<>()));
            }
            pending.getLast().add(events);
            if (!telling) {
                telling = true;
                Thread.ofVirtual().name("watchers").start(this::tellAll);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellAll() {
        for (Optional<Happened> happened = take(); happened.isPresent(); happened = take()) {
            for (Registration registration : registrations) {
                registration.tell(happened.get());
            }
        }
    }

    private Optional<Happened> take() {
        lock.lock();
        try {
            telling = !pending.isEmpty();
            return Optional.ofNullable(pending.poll());
        } finally {
            lock.unlock();
        }
    }

    private final class Registration implements Watch {

        private final Consumer<Set<Event>> watcher;
        private final Optional<Thread> deafTo;

        private Registration(Consumer<Set<Event>> watcher, Optional<Thread> deafTo) {
            this.watcher = watcher;
            this.deafTo = deafTo;
        }

        private void tell(Happened happened) {
            if (deafTo.filter(happened.author()::equals).isPresent()) {
                return;
            }
            try {
                watcher.accept(Collections.unmodifiableSet(happened.events()));
            } catch (RuntimeException e) {
                LOG.error("A watcher of an account failed", e);
            }
        }

        @Override
        public void close() {
            registrations.remove(this);
        }
    }
}
