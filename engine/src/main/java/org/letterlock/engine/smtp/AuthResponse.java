package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** What a client answered to a challenge of AUTH (RFC 4954 §4). */
public sealed interface AuthResponse {

    /** A response, decoded. Secret. */
    record Octets(byte[] octets) implements AuthResponse {
        @Override
        public String toString() {
            return "Octets[...]";
        }
    }

    /** {@code *}: the client gives up. */
    record Cancelled() implements AuthResponse {}

    /** Not base64. */
    record Malformed() implements AuthResponse {}

    /** The line passes the limit; its rest is still to come, see {@link RestOfLine}. */
    record TooLong() implements AuthResponse {}

    /** Decodes an initial response: {@code =} is an empty one. */
    static AuthResponse initial(String base64) {
        return base64.equals("=") ? new Octets(new byte[0]) : decode(base64);
    }

    private static AuthResponse decode(String base64) {
        try {
            return new Octets(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return new Malformed();
        }
    }

    /**
     * The grammar of such a line.
     *
     * @param maxLine how many octets it may have, CRLF among them
     */
    record Parser(int maxLine) implements Grammar<AuthResponse> {
        @Override
        public Cut<AuthResponse> cut(ByteBuffer octets) {
            int end = CommandOctets.indexOfCrlf(octets, octets.position());
            int length = end < 0 ? octets.remaining() : end + 2 - octets.position();
            if (length > maxLine) {
                return new Cut.Done<>(new TooLong(), maxLine - 1);
            }
            if (end < 0) {
                return new Cut.More<>();
            }
            byte[] line = new byte[length - 2];
            octets.get(octets.position(), line);
            String text = new String(line, StandardCharsets.ISO_8859_1);
            return new Cut.Done<>(text.equals("*") ? new Cancelled() : decode(text), length);
        }

        @Override
        public boolean mayComplete(ByteBuffer octets, int seen) {
            return CommandOctets.mayEndLine(octets, seen, maxLine);
        }
    }
}
