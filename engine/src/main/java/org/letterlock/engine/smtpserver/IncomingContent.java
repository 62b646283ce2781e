package org.letterlock.engine.smtpserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.letterlock.engine.delivery.HeaderRoom;
import org.letterlock.engine.delivery.IncomingHeader;
import org.letterlock.engine.delivery.MessageHeader;
import org.letterlock.engine.smtp.ContentFault;
import org.letterlock.engine.smtp.LineEndings;
import org.letterlock.engine.smtp.SmtpReply;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.spool.SpoolWriter;

/** Content on its way into a spool. Takes it to its end whatever is wrong with it, and keeps nothing once it is refused. */
final class IncomingContent implements AutoCloseable {

    private static final int MAX_HEADER = 256 * 1024;
    private static final int MAX_HOPS = 50;

    private final SpoolWriter writer;
    private final long maxSize;
    private final IncomingHeader header;
    private final LineEndings lineEndings = new LineEndings();
    private Optional<SmtpReply> refusal = Optional.empty();
    private long length;

    IncomingContent(SpoolWriter writer, long maxSize, HeaderRoom room) {
        this.header = new IncomingHeader(MAX_HEADER, room);
        this.writer = writer;
        this.maxSize = maxSize;
    }

    /** Takes octets in which a grammar has looked for faults. */
    void take(byte[] octets, Optional<ContentFault> fault) {
        length += octets.length;
        if (fault.isPresent()) {
            refuse(Replies.of(fault.get()));
        } else if (length > maxSize) {
            refuse(Replies.TOO_LARGE);
        }
        if (refusal.isPresent()) {
            return;
        }
        header.take(octets);
        if (header.isCrowded()) {
            refuse(Replies.CROWDED);
            return;
        }
        if (header.isTooLarge()) {
            refuse(Replies.HEADER_TOO_LARGE);
            return;
        }
        try {
            writer.write(octets, 0, octets.length);
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }

    /** Takes octets of a chunk. */
    void takeChunk(byte[] octets) {
        lineEndings.look(octets);
        take(octets, lineEndings.fault());
    }

    private void refuse(SmtpReply reply) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(reply);
        }
    }

    /** How many octets came, kept or not. */
    long length() {
        return length;
    }

    IncomingHeader header() {
        return header;
    }

    /** Ends it: why it is refused, or empty and {@link #spool} may be called. */
    Optional<SmtpReply> end() {
        lineEndings.end();
        lineEndings.fault().ifPresent(fault -> refuse(Replies.of(fault)));
        if (refusal.isEmpty()) {
            MessageHeader fields = header.header();
            if (fields.count("received") > MAX_HOPS) {
                refuse(Replies.LOOP);
            }
        }
        return refusal;
    }

    /** The whole content, the caller's to close. */
    Spool spool() throws IOException {
        return writer.finish();
    }

    @Override
    public void close() {
        header.close();
        writer.close();
    }
}
