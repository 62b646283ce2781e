package org.letterlock.engine.smtpclient;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/**
 * Cuts one reply (RFC 5321 §4.2.1): lines of the same code, all but the last with a hyphen behind it. Strict: CRLF only, three digits, no other code in
 * between. The one leniency is a last line of a bare code without a space, which RFC 5321 §4.2 tells clients to bear. Empty is what is no reply, or passes a
 * limit; nothing that such a server says further can be trusted to be the answer to anything.
 *
 * @param maxLine octets of one line with CRLF
 * @param maxLines lines of one reply
 */
record ServerReplyGrammar(int maxLine, int maxLines) implements Grammar<Optional<ServerReply>> {

    /** Lines of 2,048 octets, four times what RFC 5321 §4.5.3.1.5 allows, and 100 of them. */
    static final ServerReplyGrammar DEFAULT = new ServerReplyGrammar(2048, 100);

    @Override
    public Cut<Optional<ServerReply>> cut(ByteBuffer octets) {
        List<String> lines = new ArrayList<>();
        int code = 0;
        int start = octets.position();
        while (true) {
            int end = lineEnd(octets, start);
            if (end == INCOMPLETE) {
                return new Cut.More<>();
            }
            int length = end - start;
            if (end == BAD || length < 3 || lines.size() == maxLines) {
                return bad(octets);
            }
            int lineCode = code(octets, start);
            int mark = length == 3 ? ' ' : octets.get(start + 3);
            if (lineCode < 0 || (code != 0 && lineCode != code) || (mark != ' ' && mark != '-')) {
                return bad(octets);
            }
            code = lineCode;
            lines.add(text(octets, Math.min(start + 4, end), end));
            start = end + 2;
            if (mark == ' ') {
                return new Cut.Done<>(Optional.of(new ServerReply(code, lines)), start - octets.position());
            }
        }
    }

    private static final int INCOMPLETE = -1;
    private static final int BAD = -2;

    /** Where the line that begins at {@code start} has its CRLF. */
    private int lineEnd(ByteBuffer octets, int start) {
        int limit = Math.min(octets.limit(), start + maxLine);
        for (int i = start; i < limit; i++) {
            byte octet = octets.get(i);
            if (octet == '\n' || octet == 0) {
                return BAD;
            }
            if (octet == '\r') {
                if (i + 1 == octets.limit()) {
                    return INCOMPLETE;
                }
                return octets.get(i + 1) == '\n' && i + 2 <= start + maxLine ? i : BAD;
            }
        }
        return limit == start + maxLine ? BAD : INCOMPLETE;
    }

    private static int code(ByteBuffer octets, int start) {
        int code = 0;
        for (int i = start; i < start + 3; i++) {
            int digit = octets.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            code = code * 10 + digit;
        }
        return code >= 200 && code <= 599 ? code : -1;
    }

    private static String text(ByteBuffer octets, int from, int to) {
        byte[] text = new byte[to - from];
        octets.get(from, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static Cut<Optional<ServerReply>> bad(ByteBuffer octets) {
        return new Cut.Done<>(Optional.empty(), octets.remaining());
    }
}
