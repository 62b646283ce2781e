package org.letterlock.engine.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.Watch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers what was changed, on a virtual thread that lives while there is something to tell. What happens while it tells is put together, so that
 * a slow watcher makes fewer calls, and never a slow writer.
 */
final class Watchers {

    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Set<MailboxId> pending = new HashSet<>();
    private boolean telling;

    Watch watch(Consumer<Set<MailboxId>> watcher) {
        Registration registration = new Registration(watcher);
        registrations.add(registration);
        return registration;
    }

    void tell(Set<MailboxId> touched) {
        lock.lock();
        try {
            pending.addAll(touched);
            if (!telling && !registrations.isEmpty()) {
                telling = true;
                Thread.ofVirtual().name("watchers").start(this::tellAll);
            } else if (!telling) {
                pending.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tellAll() {
        for (Set<MailboxId> touched = take(); !touched.isEmpty(); touched = take()) {
            for (Registration registration : registrations) {
                registration.tell(touched);
            }
        }
    }

    private Set<MailboxId> take() {
        lock.lock();
        try {
            Set<MailboxId> taken = pending;
            pending = new HashSet<>();
            telling = !taken.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private final class Registration implements Watch {

        private final Consumer<Set<MailboxId>> watcher;

        private Registration(Consumer<Set<MailboxId>> watcher) {
            this.watcher = watcher;
        }

        private void tell(Set<MailboxId> touched) {
            try {
                watcher.accept(Set.copyOf(touched));
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
