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

    /** So much of several messages may be read ahead. */
    private static final long AHEAD_OCTETS = 256 * 1024;

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
        return open(List.of(message), Ahead.BODY).getFirst();
    }

    /**
     * Opens messages, as many of the first as have {@link #AHEAD_OCTETS} that are read along with them, and at least one of those that are given.
     *
     * @return in their order; empty for one that is gone
     */
    List<Optional<MessageContent>> open(List<MessageId> messages, Ahead ahead) {
        List<Long> ids = messages.stream().map(MessageId::value).toList();
        // Marked before they are looked for: whoever erases a message first sees it doomed, and then looks for marks.
        ids.forEach(id -> count(id, 1));
        List<Optional<MessageContent>> opened = new ArrayList<>();
        try {
            ledger.read(sql -> extents(sql, ids, ahead))
                    .forEach(extent -> opened.add(extent.map(each -> new Open(each, true))));
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
     * Those of the first messages that are held whole by what is read along with them. Nothing of them is read later, so they are not marked as open.
     *
     * @param sql the transaction in which the messages were found
     * @return in their order; empty for one of which more is to be read, and short where the octets are too many
     */
    List<Optional<MessageContent>> whole(Sql sql, List<MessageId> messages, Ahead ahead) {
        return extents(sql, messages.stream().map(MessageId::value).toList(), ahead).stream()
                .map(extent -> extent.filter(Extent::isWhole).map(each -> (MessageContent) new Open(each, false)))
                .toList();
    }

    private static List<Optional<Extent>> extents(Sql sql, List<Long> messages, Ahead ahead) {
        List<Optional<Extent>> extents = new ArrayList<>();
        long octets = 0;
        for (long message : messages) {
            if (octets >= AHEAD_OCTETS) {
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

    /** What is read of a message along with its length. */
    enum Ahead {
        /** Its first piece, which is its header unless that is long. */
        HEADER(0),
        /** The piece behind it, too: most messages have no more. */
        BODY(1);

        private final long lastPiece;

        Ahead(long lastPiece) {
            this.lastPiece = lastPiece;
        }
    }

    /**
     * How long a message is.
     *
     * @param beginning its first pieces
     */
    private record Extent(long message, long size, long header, long pieces, List<Piece> beginning) {

        static Optional<Extent> of(Sql sql, long message, Ahead ahead) {
            List<Piece> beginning = new ArrayList<>();
            List<Extent> found = sql.query(
                    "SELECT m.size, m.header, m.pieces, p.start, p.length, p.format, p.data FROM message m"
                            + " LEFT JOIN piece p ON p.id BETWEEN ? AND ? AND p.blob IS NULL"
                            + " WHERE m.id = ? AND m.state = 1 ORDER BY p.id",
                    row -> {
                        if (!row.isNull(3)) {
                            beginning.add(Piece.of(row, 3));
                        }
                        return new Extent(message, row.integer(0), row.integer(1), row.integer(2), beginning);
                    },
                    Piece.id(message, 0),
                    Piece.id(message, ahead.lastPiece),
                    message);
            return found.stream().findFirst();
        }

        boolean isWhole() {
            return beginning.size() == pieces;
        }

        long held() {
            return beginning.stream().mapToLong(Piece::storedOctets).sum();
        }
    }

    private final class Open implements MessageContent {

        private final Extent extent;
        private final AtomicBoolean closed;

        /** @param marked whether it is marked as open until it is closed */
        private Open(Extent extent, boolean marked) {
            this.extent = extent;
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
            return new PieceStream(ledger, extent.message(), extent.pieces(), extent.beginning(), start, end);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                count(extent.message(), -1);
            }
        }
    }
}
