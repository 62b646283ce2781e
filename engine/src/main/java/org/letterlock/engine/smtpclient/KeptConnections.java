package org.letterlock.engine.smtpclient;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;

/**
 * Connections that stand after a letter and wait a little for another one to the same place. One that waited long enough is told goodbye, and so is the one
 * that waited longest when there are too many. Safe for any number of threads.
 */
final class KeptConnections implements AutoCloseable {

    private static final int MOST = 50;

    private final Duration idle;
    private final Consumer<SmtpClient> goodbye;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Kept> all = new ArrayDeque<>(); // longest waiting first; guarded by lock
    private boolean watched; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * What two letters must have in common to go over one connection. What TLS has to show is judged for each of them.
     *
     * @param address where
     * @param host what the server is called
     * @param serverName the name that it has to have in the handshake; empty where a route names an address
     * @param inClear whether it is spoken to in clear text though it offers TLS
     * @param relay how it is spoken to where it is a relay
     */
    record Place(
            InetSocketAddress address,
            String host,
            Optional<DomainName> serverName,
            boolean inClear,
            Optional<Routes.Relay> relay) {}

    private record Kept(Place place, SmtpClient client, long until) {}

    /**
     * @param idle how long a connection waits
     * @param goodbye ends one; may block for a moment
     */
    KeptConnections(Duration idle, Consumer<SmtpClient> goodbye) {
        this.idle = idle;
        this.goodbye = goodbye;
    }

    /** A connection to {@code place}, the last that was kept; it is the caller's from now on. */
    Optional<SmtpClient> take(Place place) {
        lock.lock();
        try {
            for (Iterator<Kept> each = all.descendingIterator(); each.hasNext(); ) {
                Kept kept = each.next();
                if (kept.place().equals(place)) {
                    each.remove();
                    return Optional.of(kept.client());
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a connection that is ready for another letter. */
    void keep(Place place, SmtpClient client) {
        Optional<SmtpClient> tooMany = Optional.empty();
        lock.lock();
        try {
            if (closed || idle.isZero()) {
                tooMany = Optional.of(client);
            } else {
                all.addLast(new Kept(place, client, System.nanoTime() + idle.toNanos()));
                if (all.size() > MOST) {
                    tooMany = Optional.of(all.removeFirst().client());
                }
                if (!watched) {
                    watched = true;
                    Thread.ofVirtual().name("kept-connections").start(this::watch);
                }
            }
        } finally {
            lock.unlock();
        }
        tooMany.ifPresent(goodbye);
    }

    /** Says goodbye to what waited long enough, until nothing waits. */
    private void watch() {
        lock.lock();
        try {
            while (!all.isEmpty() && !closed) {
                long left = all.getFirst().until() - System.nanoTime();
                if (left > 0) {
                    long _ = changed.awaitNanos(left);
                } else {
                    SmtpClient client = all.removeFirst().client();
                    Thread.ofVirtual().name("goodbye").start(() -> goodbye.accept(client));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watched = false;
            lock.unlock();
        }
    }

    /** Says goodbye to all, side by side, and keeps none from now on. */
    @Override
    public void close() {
        List<Kept> left;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            left = List.copyOf(all);
            all.clear();
        } finally {
            lock.unlock();
        }
        List<Thread> goodbyes = left.stream()
                .map(kept -> Thread.ofVirtual().name("goodbye").start(() -> goodbye.accept(kept.client())))
                .toList();
        try {
            for (Thread each : goodbyes) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
