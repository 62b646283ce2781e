package org.letterlock.engine.store;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.AccountStore.MessageId;
import org.letterlock.engine.store.PieceStream.Slice;

/** Opens the octets of messages, and knows which are open so that none of those is erased. */
final class Contents {

    private final Ledger ledger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Integer> open = new HashMap<>();
    private final Runnable lastClosed;

    /** @param lastClosed called when nobody reads a message any more */
    Contents(Ledger ledger, Runnable lastClosed) {
        this.ledger = ledger;
        this.lastClosed = lastClosed;
    }

    Optional<MessageContent> open(MessageId message) {
        long id = message.value();
        // Marked before it is looked for: whoever erases a message first sees it doomed, and then looks for marks.
        count(id, 1);
        Optional<Extent> extent = Optional.empty();
        try {
            extent = ledger.read(sql -> sql.first(
                    "SELECT size, pieces FROM message WHERE id = ? AND state = 1",
                    row -> Extent.of(sql, id, row.integer(0), row.integer(1)),
                    id));
        } finally {
            if (extent.isEmpty()) {
                count(id, -1);
            }
        }
        return extent.map(e -> new Open(id, e));
    }

    boolean isOpen(long message) {
        lock.lock();
        try {
            return open.containsKey(message);
        } finally {
            lock.unlock();
        }
    }

    private void count(long message, int by) {
        boolean last;
        lock.lock();
        try {
            last = open.merge(message, by, (a, b) -> a + b == 0 ? null : a + b) == null;
        } finally {
            lock.unlock();
        }
        if (last) {
            lastClosed.run();
        }
    }

    /**
     * How long a message is.
     *
     * @param beginning its first piece, read along with its length: most messages have no other
     */
    private record Extent(long size, long pieces, Slice beginning) {

        static Extent of(Sql sql, long message, long size, long pieces) {
            return new Extent(size, pieces, size == 0 ? Slice.NONE : PieceStream.locate(sql, message, pieces, 0));
        }
    }

    private final class Open implements MessageContent {

        private final long message;
        private final Extent extent;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Open(long message, Extent extent) {
            this.message = message;
            this.extent = extent;
        }

        @Override
        public long length() {
            return extent.size();
        }

        @Override
        public InputStream open() {
            return open(0, extent.size());
        }

        @Override
        public InputStream open(long offset, long length) {
            long start = Math.clamp(offset, 0, extent.size());
            long end = start + Math.clamp(length, 0, extent.size() - start);
            return new PieceStream(ledger, message, extent.pieces(), extent.beginning(), start, end);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                count(message, -1);
            }
        }
    }
}
