package org.letterlock.engine.net;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Tells protocols that nobody speaks here by the first word of a line: whoever speaks them was perhaps sent here to abuse us (cross-protocol attacks). */
public final class OtherProtocol {

    private static final Set<String> HTTP =
            Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT", "PATCH", "TRACE", "PRI");
    private static final Set<String> SMTP = Set.of("EHLO", "HELO");
    private static final int LONGEST = 8;

    private OtherProtocol() {}

    /** Whether {@code verb}, in upper case, is one of HTTP. */
    public static boolean isHttp(String verb) {
        return HTTP.contains(verb);
    }

    /** Whether {@code line} begins with a verb of HTTP or SMTP, in any case, and a space. */
    public static boolean begins(byte[] line) {
        String start = new String(line, 0, Math.min(line.length, LONGEST), StandardCharsets.ISO_8859_1);
        int space = start.indexOf(' ');
        if (space <= 0) {
            return false;
        }
        String verb = start.substring(0, space).toUpperCase(Locale.ROOT);
        return HTTP.contains(verb) || SMTP.contains(verb);
    }
}
