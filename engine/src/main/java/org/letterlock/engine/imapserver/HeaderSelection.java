package org.letterlock.engine.imapserver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.letterlock.engine.imap.Section;

/** Takes some fields of headers, octet for octet, with the empty line behind them (RFC 9051 §6.4.5, HEADER.FIELDS). */
final class HeaderSelection {

    private final List<byte[]> names;
    private final boolean without;

    /**
     * @param names in any case
     * @param without whether to take the fields that are not named instead
     */
    HeaderSelection(List<String> names, boolean without) {
        this.names = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))
                .toList();
        this.without = without;
    }

    /** What {@code section}, which names fields, takes of a header. */
    static HeaderSelection of(Section section) {
        return new HeaderSelection(section.fields(), section.text() == Section.Text.HEADER_FIELDS_NOT);
    }

    /** @param header with or without its empty line */
    byte[] of(byte[] header) {
        ByteArrayOutputStream selected = new ByteArrayOutputStream(header.length + 2);
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
                taking = isNamed(header, start, end) != without;
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

    private boolean isNamed(byte[] header, int start, int end) {
        int colon = start;
        while (colon < end && header[colon] != ':') {
            colon++;
        }
        int length = colon == end ? 0 : colon - start;
        while (length > 0 && (header[start + length - 1] == ' ' || header[start + length - 1] == '\t')) {
            length--;
        }
        for (byte[] name : names) {
            if (name.length == length && matches(header, start, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] header, int start, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            byte octet = header[start + i];
            if ((octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet) != name[i]) {
                return false;
            }
        }
        return true;
    }
}
