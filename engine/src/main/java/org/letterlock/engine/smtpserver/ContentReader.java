package org.letterlock.engine.smtpserver;

import java.time.Duration;
import org.letterlock.engine.delivery.HeaderRoom;
import org.letterlock.engine.net.Grammar;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.smtp.ChunkOctets;
import org.letterlock.engine.smtp.DotStuffedData;
import org.letterlock.engine.spool.Spooler;

/** Reads content from the wire, to its end whatever is in it, as long as it gets on and has an end in sight. */
final class ContentReader {

    private static final int PIECE = 64 * 1024;
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final long OCTETS_PER_SECOND = 512;

    private final Wire wire;
    private final long maxSize;
    private final Spooler spooler;
    private final HeaderRoom room;

    ContentReader(Wire wire, long maxSize, Spooler spooler, HeaderRoom room) {
        this.wire = wire;
        this.maxSize = maxSize;
        this.spooler = spooler;
        this.room = room;
    }

    IncomingContent begin() {
        return new IncomingContent(spooler.create(), maxSize, room);
    }

    /** What follows DATA. */
    IncomingContent data() {
        IncomingContent content = begin();
        try {
            Pace pace = new Pace();
            DotStuffedData grammar = DotStuffedData.first(PIECE);
            while (read(grammar) instanceof DotStuffedData.Piece.Content(byte[] octets, var fault, var next)) {
                content.take(octets, fault);
                pace.check(content.length());
                grammar = next;
            }
            return content;
        } catch (RuntimeException e) {
            content.close();
            throw e;
        }
    }

    /** What follows BDAT. */
    void chunk(IncomingContent content, long size) {
        Pace pace = new Pace();
        long left = size;
        while (left > 0) {
            byte[] octets = read(new ChunkOctets((int) Math.min(PIECE, left)));
            content.takeChunk(octets);
            left -= octets.length;
            pace.check(size - left);
        }
        pace.check(content.length());
    }

    /** The octets of a chunk that nobody wants. */
    void skipChunk(long size) {
        Pace pace = new Pace();
        long left = size;
        while (left > 0) {
            left -= read(new ChunkOctets((int) Math.min(PIECE, left))).length;
            pace.check(size - left);
        }
    }

    /** A letter that is on its way may come in although the server is about to stop. */
    private <T> T read(Grammar<T> grammar) {
        try {
            return wire.read(grammar);
        } catch (WireException e) {
            if (e.reason() == WireException.Reason.IDLE) {
                throw new EndOfSession(Replies.TOO_SLOW);
            }
            throw e;
        }
    }

    /** Ends a session whose content crawls or does not end. */
    private final class Pace {
        private final long start = System.nanoTime();

        void check(long octets) {
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (taken.compareTo(GRACE) > 0 && octets < taken.toSeconds() * OCTETS_PER_SECOND) {
                throw new EndOfSession(Replies.TOO_SLOW);
            }
            if (octets > 2 * maxSize) {
                throw new EndOfSession(Replies.TOO_MANY_ERRORS);
            }
        }
    }
}
