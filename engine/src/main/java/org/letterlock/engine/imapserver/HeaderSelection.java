package org.letterlock.engine.imapserver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Some fields of a header, octet for octet, with the empty line behind them (RFC 9051 §6.4.5, HEADER.FIELDS). */
final class HeaderSelection {

    private HeaderSelection() {}

    /**
     * @param header with or without its empty line
     * @param names in any case
     * @param without whether to take the fields that are not named instead
     */
    static byte[] select(byte[] header, List<String> names, boolean without) {
        Set<String> wanted =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        ByteArrayOutputStream selected = new ByteArrayOutputStream();
        boolean taking = false;
        int start = 0;
        while (start < header.length) {
            int end = lineEnd(header, start);
            boolean empty = header[start] == '\n' || (header[start] == '\r' && end - start == 2);
            if (empty) {
                break;
            }
            boolean continues = header[start] == ' ' || header[start] == '\t';
            if (!continues) {
                taking = wanted.contains(name(header, start, end)) != without;
            }
            if (taking) {
                selected.write(header, start, end - start);
            }
            start = end;
        }
        selected.write('\r');
        selected.write('\n');
        return selected.toByteArray();
    }

    private static int lineEnd(byte[] header, int start) {
        int at = start;
        while (at < header.length && header[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, header.length);
    }

    private static String name(byte[] header, int start, int end) {
        int colon = start;
        while (colon < end && header[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            return "";
        }
        return new String(header, start, colon - start, StandardCharsets.ISO_8859_1)
                .stripTrailing()
                .toLowerCase(Locale.ROOT);
    }
}
