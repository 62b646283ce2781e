package org.letterlock.engine.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;

/**
 * A reply (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param status the enhanced status code (RFC 2034), whose class is the first digit of {@code code}; never with 3xx
 * @param lines the text, at least one line, without line endings
 */
public record SmtpReply(int code, Optional<StatusCode> status, List<String> lines) {

    /** @throws IllegalArgumentException when the parts disagree */
    public SmtpReply {
        lines = List.copyOf(lines);
        int kind = code / 100;
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply");
        }
        if (status.isPresent() && status.get().statusClass() != kind) {
            throw new IllegalArgumentException("status code and reply code disagree");
        }
        if (lines.stream().anyMatch(line -> line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("a line ending in the text");
        }
    }

    /** A reply of one line; the class of its enhanced status code is that of {@code code}. */
    public static SmtpReply of(int code, int subject, int detail, String text) {
        return new SmtpReply(code, Optional.of(new StatusCode(code / 100, subject, detail)), List.of(text));
    }

    /** A reply of one line without an enhanced status code: greetings, 3xx (RFC 2034 §4). */
    public static SmtpReply bare(int code, String text) {
        return new SmtpReply(code, Optional.empty(), List.of(text));
    }

    /** 2xx. */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** 3xx: go on. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 4xx: try again later. */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /** 5xx: do not try again. */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The text in one line. */
    public String text() {
        return String.join(" ", lines);
    }

    /** The reply with {@code note} at the end of its last line, for the id that a person may have to quote. */
    public SmtpReply with(String note) {
        var noted = new ArrayList<>(lines);
        noted.set(noted.size() - 1, noted.getLast() + " " + note);
        return new SmtpReply(code, status, noted);
    }

    /** The reply with the name of the server that gives it in front of its text. */
    public SmtpReply by(DomainName server) {
        var named = new ArrayList<>(lines);
        named.set(0, server + " " + named.getFirst());
        return new SmtpReply(code, status, named);
    }

    /** The octets on the wire, the last line's CRLF among them. */
    public byte[] encode() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            out.append(code).append(i + 1 < lines.size() ? '-' : ' ');
            status.ifPresent(s -> out.append(s).append(' '));
            out.append(lines.get(i)).append("\r\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
