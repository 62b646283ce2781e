package org.letterlock.engine.smtpclient;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.StatusCode;

/**
 * A reply of another server (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param lines the text of each line, at least one; each may be empty
 */
record ServerReply(int code, List<String> lines) {

    private static final Pattern STATUS = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?: .*)?");

    /** The server closes the connection (RFC 5321 §3.8). */
    static final int CLOSING = 421;

    ServerReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code < 300;
    }

    boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    boolean isPermanent() {
        return code >= 500;
    }

    /** The enhanced status code (RFC 2034 §4): the server's if it agrees with the reply's class, else {@code x.0.0}. */
    StatusCode status() {
        int statusClass = isPositive() ? 2 : isPermanent() ? 5 : 4;
        return enhanced()
                .filter(status -> status.statusClass() == statusClass)
                .orElseGet(() -> new StatusCode(statusClass, 0, 0));
    }

    private Optional<StatusCode> enhanced() {
        Matcher matcher = STATUS.matcher(lines.getFirst());
        return matcher.matches()
                ? Optional.of(new StatusCode(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** Code and text in one line. */
    String text() {
        return code + " " + String.join(" ", lines).strip();
    }
}
