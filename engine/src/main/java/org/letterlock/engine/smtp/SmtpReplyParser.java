package org.letterlock.engine.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/**
 * Reads a server's reply of one or more lines (RFC 5321 §4.2.1). Strict: lines end with CRLF, all have one code. An enhanced status code (RFC 2034) is taken
 * from the first line where it agrees with the code, and is cut off every line that has it.
 *
 * @param maxLine how many octets a line may have, CRLF among them
 * @param maxLines how many lines a reply may have
 */
public record SmtpReplyParser(int maxLine, int maxLines) implements Grammar<SmtpReplyParser.Answer> {

    /** 2,048 octets a line, 128 lines. */
    public static final SmtpReplyParser STANDARD = new SmtpReplyParser(2048, 128);

    /** What a server said. */
    public sealed interface Answer {
        /** A reply. */
        record Reply(SmtpReply reply) implements Answer {}

        /** No reply: the connection is of no more use. */
        record Malformed(String reason) implements Answer {}
    }

    private record Line(int code, boolean last, String text) {}

    @Override
    public Cut<Answer> cut(ByteBuffer octets) {
        List<Line> lines = new ArrayList<>();
        int at = octets.position();
        while (true) {
            int end = CommandOctets.indexOfCrlf(octets, at);
            if ((end < 0 ? octets.limit() : end + 2) - at > maxLine) {
                return bad("line is too long", octets);
            }
            if (end < 0) {
                return new Cut.More<>();
            }
            byte[] raw = new byte[end - at];
            octets.get(at, raw);
            at = end + 2;
            Optional<Line> line = line(new String(raw, StandardCharsets.UTF_8));
            if (line.isEmpty()) {
                return bad("not a reply", octets);
            }
            if (!lines.isEmpty() && lines.getFirst().code() != line.get().code()) {
                return bad("codes differ", octets);
            }
            lines.add(line.get());
            if (line.get().last()) {
                return new Cut.Done<>(new Answer.Reply(reply(lines)), at - octets.position());
            }
            if (lines.size() >= maxLines) {
                return bad("too many lines", octets);
            }
        }
    }

    private static Cut<Answer> bad(String reason, ByteBuffer octets) {
        return new Cut.Done<>(new Answer.Malformed(reason), octets.remaining());
    }

    private static Optional<Line> line(String text) {
        if (text.length() < 3 || text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            return Optional.empty();
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            code = code * 10 + c - '0';
        }
        if (code < 200 || code > 599) {
            return Optional.empty();
        }
        if (text.length() == 3) {
            return Optional.of(new Line(code, true, ""));
        }
        char separator = text.charAt(3);
        return separator == ' ' || separator == '-'
                ? Optional.of(new Line(code, separator == ' ', text.substring(4)))
                : Optional.empty();
    }

    private static SmtpReply reply(List<Line> lines) {
        int code = lines.getFirst().code();
        Optional<StatusCode> status = status(lines.getFirst().text()).filter(s -> s.statusClass() == code / 100);
        List<String> texts = new ArrayList<>();
        for (Line line : lines) {
            boolean repeated = status.isPresent() && status(line.text()).equals(status);
            int space = line.text().indexOf(' ');
            texts.add(!repeated ? line.text() : space < 0 ? "" : line.text().substring(space + 1));
        }
        return new SmtpReply(code, status, texts);
    }

    /** The enhanced status code that {@code text} begins with. */
    private static Optional<StatusCode> status(String text) {
        int space = text.indexOf(' ');
        String[] parts = (space < 0 ? text : text.substring(0, space)).split("\\.", -1);
        if (parts.length != 3 || !parts[0].matches("[245]")) {
            return Optional.empty();
        }
        if (!parts[1].matches("[0-9]{1,3}") || !parts[2].matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        return Optional.of(
                new StatusCode(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
    }
}
