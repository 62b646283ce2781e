package org.letterlock.engine.store;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.MessageId;

/** Opens the octets of messages, and knows which are open so that none of those is erased. */
final class Contents {

    private final Ledger ledger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Integer> open = new HashMap<>();
    private final Set<Long> awaited = new HashSet<>();
    private final Runnable released;

    /** @param released called when nobody reads a message any more of which somebody wanted to know */
    Contents(Ledger ledger, Runnable released) {
        this.ledger = ledger;
        this.released = released;
    }

    /** A message that is read from its beginning; empty when it is gone. */
    Optional<MessageContent> open(MessageId message) {
        return open(List.of(message), Extent.Ahead.BODY).getFirst();
    }

    /**
     * Opens messages, as many of the first as have {@link Extent#MAX_AHEAD} that are read along with them, and at least one of those that are given.
     *
     * @return in their order; empty for one that is gone
     */
    List<Optional<MessageContent>> open(List<MessageId> messages, Extent.Ahead ahead) {
        List<Long> ids = messages.stream().map(MessageId::value).toList();
        // Marked before they are looked for: whoever erases a message first sees it doomed, and then looks for marks.
        ids.forEach(id -> count(id, 1));
        List<Optional<MessageContent>> opened = new ArrayList<>();
        try {
            ledger.read(sql -> extents(sql, ids, ahead))
                    .forEach(extent -> opened.add(extent.map(each -> new Open(each, new Unpacker(), true))));
        } finally {
            for (int i = 0; i < ids.size(); i++) {
                if (i >= opened.size() || opened.get(i).isEmpty()) {
                    count(ids.get(i), -1);
                }
            }
        }
        return opened;
    }

    /**
     * A message of which all that was asked for was read along with its length. Nothing of it is read later, so it is not marked as open.
     *
     * @param unpacker stays the caller's
     */
    MessageContent read(Extent extent, Unpacker unpacker) {
        return new Open(extent, unpacker, false);
    }

    private static List<Optional<Extent>> extents(Sql sql, List<Long> messages, Extent.Ahead ahead) {
        List<Optional<Extent>> extents = new ArrayList<>();
        long octets = 0;
        for (long message : messages) {
            if (octets >= Extent.MAX_AHEAD) {
                break;
            }
            Optional<Extent> extent = Extent.of(sql, message, ahead);
            octets += extent.map(Extent::held).orElse(0L);
            extents.add(extent);
        }
        return extents;
    }

    /** Whether somebody reads a message. If so, its last reader says when it is done. */
    boolean isOpen(long message) {
        lock.lock();
        try {
            boolean isOpen = open.containsKey(message);
            if (isOpen) {
                awaited.add(message);
            }
            return isOpen;
        } finally {
            lock.unlock();
        }
    }

    private void count(long message, int by) {
        boolean last;
        lock.lock();
        try {
            last = open.merge(message, by, (a, b) -> a + b == 0 ? null : a + b) == null && awaited.remove(message);
        } finally {
            lock.unlock();
        }
        if (last) {
            released.run();
        }
    }

    private final class Open implements MessageContent {

        private final Extent extent;
        private final Unpacker unpacker;
        private final AtomicBoolean closed;

        /**
         * @param unpacker closed with it, where it is marked
         * @param marked whether it is marked as open until it is closed
         */
        private Open(Extent extent, Unpacker unpacker, boolean marked) {
            this.extent = extent;
            this.unpacker = unpacker;
            this.closed = new AtomicBoolean(!marked);
        }

        @Override
        public long length() {
            return extent.size();
        }

        @Override
        public long headerLength() {
            return extent.header();
        }

        @Override
        public InputStream open() {
            return open(0, extent.size());
        }

        @Override
        public InputStream open(long offset, long length) {
            long start = Math.clamp(offset, 0, extent.size());
            long end = start + Math.clamp(length, 0, extent.size() - start);
            return new PieceStream(ledger, unpacker, extent.message(), extent.beginning(), start, end);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                unpacker.close();
                count(extent.message(), -1);
            }
        }
    }
}
