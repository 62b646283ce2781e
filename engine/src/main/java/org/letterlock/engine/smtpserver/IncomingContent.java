package org.letterlock.engine.smtpserver;

import java.io.IOException;
import java.util.Optional;
import org.letterlock.engine.delivery.HeaderRoom;
import org.letterlock.engine.delivery.IncomingHeader;
import org.letterlock.engine.delivery.MessageHeader;
import org.letterlock.engine.smtp.ContentFault;
import org.letterlock.engine.smtp.LineEndings;
import org.letterlock.engine.smtp.SmtpReply;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.spool.SpoolWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Content on its way into a spool. Takes it to its end whatever is wrong with it, and keeps nothing once it is refused. */
final class IncomingContent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingContent.class);
    private static final int MAX_HEADER = 256 * 1024;
    private static final int MAX_HOPS = 50;

    private final SpoolWriter writer;
    private final long maxSize;
    private final IncomingHeader header;
    private final LineEndings lineEndings = new LineEndings();
    private Optional<SmtpReply> refusal = Optional.empty();
    private Optional<Spool> spool = Optional.empty();
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
            noRoom(e);
        }
    }

    /** Takes octets of a chunk. */
    void takeChunk(byte[] octets) {
        lineEndings.look(octets);
        take(octets, lineEndings.fault());
    }

    /** The client is told at the end, as its octets are on their way: a connection that breaks in the middle tells it nothing. */
    private void noRoom(IOException failure) {
        LOG.error("A letter could not be kept while it came in: {}", failure.getMessage());
        refuse(Replies.STORE_FULL);
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
            } else {
                finish();
            }
        }
        return refusal;
    }

    private void finish() {
        try {
            spool = Optional.of(writer.finish());
        } catch (IOException e) {
            noRoom(e);
        }
    }

    /** The whole content, as long as this is open. */
    Spool spool() {
        return spool.orElseThrow();
    }

    @Override
    public void close() {
        header.close();
        writer.close();
        spool.ifPresent(Spool::close);
    }
}
