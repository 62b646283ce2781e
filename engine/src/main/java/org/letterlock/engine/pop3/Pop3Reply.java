package org.letterlock.engine.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A response of one line, or the first line of one with several (RFC 1939 §3).
 *
 * @param positive whether it is {@code +OK}
 * @param code for programs
 * @param text for people; no control characters
 */
public record Pop3Reply(boolean positive, Optional<ResponseCode> code, String text) {

    /** It worked. */
    public static Pop3Reply ok(String text) {
        return new Pop3Reply(true, Optional.empty(), text);
    }

    /** It did not. */
    public static Pop3Reply err(String text) {
        return new Pop3Reply(false, Optional.empty(), text);
    }

    /** It did not, and a program can tell why. */
    public static Pop3Reply err(ResponseCode code, String text) {
        return new Pop3Reply(false, Optional.of(code), text);
    }

    /** The line with its CRLF. */
    public byte[] octets() {
        String line = (positive ? "+OK " : "-ERR ")
                + code.map(c -> "[" + c.token() + "] ").orElse("") + text + "\r\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
