package org.letterlock.tests.system.crash;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.letterlock.protocol.FailureException;
import org.letterlock.tests.kit.ProtocolException;

/** Those who work on the engine at once until it is killed. A failure counts only when it came before the kill. */
final class Actors {

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean killed;

    /** What somebody does over and over. */
    interface Work {
        void once();
    }

    /** Begins to do {@code work} over and over; it is made on its own thread. */
    void start(String name, java.util.function.Supplier<? extends Work> work) {
        threads.add(Thread.ofVirtual().name(name).start(() -> run(name, work)));
    }

    private void run(String name, java.util.function.Supplier<? extends Work> maker) {
        try {
            Work work = maker.get();
            try {
                while (!killed) {
                    work.once();
                }
            } finally {
                if (work instanceof AutoCloseable open) {
                    close(open);
                }
            }
        } catch (UncheckedIOException | ProtocolException | FailureException | IllegalStateException e) {
            failed(name, e);
        } catch (RuntimeException e) {
            // What the control connection throws when its other side is gone has no type of its own.
            failed(name, e);
        }
    }

    private void failed(String name, RuntimeException failure) {
        if (!killed) {
            faults.add(name + ": " + failure);
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            // The engine is dead, and so is the connection.
        }
    }

    /** The engine dies now: what fails from here on is what this is about. */
    void killing() {
        killed = true;
    }

    /** Waits for them. */
    void join() {
        try {
            for (Thread thread : threads) {
                if (!thread.join(Duration.ofSeconds(40))) {
                    faults.add(thread.getName() + " hangs");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }
}
