package org.letterlock.engine.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events without ever waiting, and writes them in batches on a virtual thread of its own. */
final class JournalWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int MOST_AT_ONCE = 512;
    private static final long GATHERING_MILLIS = 250;
    private static final long PATIENCE_SECONDS = 5;

    private final BlockingQueue<Item> waiting;
    private final Consumer<List<MailLog.Event>> write;
    private final AtomicLong dropped = new AtomicLong();
    private final Semaphore hurry = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    JournalWriter(int room, Consumer<List<MailLog.Event>> write) {
        this.waiting = new ArrayBlockingQueue<>(room);
        this.write = write;
        this.thread = Thread.ofVirtual().name("journal").start(this::run);
    }

    /** Queues an event, or counts it as dropped. */
    void offer(MailLog.Event event) {
        if (closed || !waiting.offer(new Happened(event))) {
            dropped.incrementAndGet();
        }
    }

    long dropped() {
        return dropped.get();
    }

    /** Waits until what was recorded before the call is written, or could not be. */
    void flush() {
        if (closed) {
            return;
        }
        CountDownLatch written = new CountDownLatch(1);
        try {
            if (waiting.offer(new Asked(written), PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                hurry.release();
                boolean done = written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                LOG.debug("the journal was asked for, and up to date: {}", done);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Item> items = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            try {
                items.add(waiting.take());
                // Those of the next moment share its commit, unless somebody asks for it.
                if (waiting.size() < MOST_AT_ONCE / 2 && hurry.tryAcquire(GATHERING_MILLIS, TimeUnit.MILLISECONDS)) {
                    hurry.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
            waiting.drainTo(items, MOST_AT_ONCE - 1);
            List<MailLog.Event> events = new ArrayList<>(items.size());
            List<CountDownLatch> asked = new ArrayList<>();
            for (Item item : items) {
                switch (item) {
                    case Happened(MailLog.Event event) -> events.add(event);
                    case Asked(CountDownLatch written) -> asked.add(written);
                    case End() -> ended = true;
                }
            }
            items.clear();
            store(events);
            asked.forEach(CountDownLatch::countDown);
        }
    }

    private void store(List<MailLog.Event> events) {
        try {
            if (!events.isEmpty()) {
                write.accept(events);
            }
        } catch (DatabaseException e) {
            dropped.addAndGet(events.size());
            LOG.warn("{} events could not be written: {}", events.size(), e.getMessage(), e.unexpected());
        }
    }

    /** Writes what is queued and ends. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            waiting.put(new End());
            hurry.release();
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private sealed interface Item {}

    private record Happened(MailLog.Event event) implements Item {}

    private record Asked(CountDownLatch written) implements Item {}

    private record End() implements Item {}
}
