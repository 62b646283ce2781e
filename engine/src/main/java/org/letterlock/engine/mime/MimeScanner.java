package org.letterlock.engine.mime;

import java.io.IOException;
import java.io.InputStream;
import org.letterlock.engine.mail.Octets;

/**
 * Reads the structure of messages in one pass, in memory that does not grow with them. A multipart in the result has at least one part: one
 * without a boundary, without parts, or beyond a limit is given as text/plain, so that people see what is in it. A message/rfc822 in
 * an encoding that RFC 2046 §5.2.1 forbids is left unstructured. Never refuses a message: what breaks the rules is read as RFC 7103
 * advises, what passes a limit is left unstructured.
 */
public final class MimeScanner {

    private MimeScanner() {}

    /** Scans a whole message. */
    public static ScannedMessage scan(Octets message, Limits limits) throws IOException {
        try (InputStream in = message.open()) {
            return new Scan(new LineReader(in, message.length()), limits).run();
        }
    }

    /**
     * How far a scan goes.
     *
     * @param depth of nested parts; deeper ones are left unstructured
     * @param parts in all; further ones are left unstructured
     * @param headerOctets of one header that are looked at
     */
    public record Limits(int depth, int parts, int headerOctets) {
        /** 100 levels, 10,000 parts, 256 KiB. */
        public static final Limits DEFAULT = new Limits(100, 10_000, 256 * 1024);
    }
}
