package org.letterlock.engine.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
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

    private final BlockingQueue<Item> waiting;
    private final Consumer<List<MailLog.Event>> write;
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
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

    private void run() {
        List<Item> items = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            try {
                items.add(waiting.take());
                // Nobody waits for an event: those of the next moment share its commit.
                if (waiting.size() < MOST_AT_ONCE / 2) {
                    closing.await(GATHERING_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                return;
            }
            waiting.drainTo(items, MOST_AT_ONCE - 1);
            List<MailLog.Event> events = new ArrayList<>(items.size());
            for (Item item : items) {
                switch (item) {
                    case Happened(MailLog.Event event) -> events.add(event);
                    case End() -> ended = true;
                }
            }
            items.clear();
            store(events);
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
            closing.countDown();
            waiting.put(new End());
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private sealed interface Item {}

    private record Happened(MailLog.Event event) implements Item {}

    private record End() implements Item {}
}
