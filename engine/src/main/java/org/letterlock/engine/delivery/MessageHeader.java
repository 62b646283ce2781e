package org.letterlock.engine.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a header (RFC 5322 §2.2) as they stand.
 *
 * @param fields in their order
 * @param wellFormed whether every line belonged to a field
 */
public record MessageHeader(List<Field> fields, boolean wellFormed) {

    public MessageHeader {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param name in lower case
     * @param octets all of it, folding and last CRLF among them
     */
    public record Field(String name, byte[] octets) {
        /** Its body without folding (RFC 5322 §2.2.3). */
        public String body() {
            String text = new String(octets, StandardCharsets.UTF_8).replace("\r\n", "");
            return text.substring(text.indexOf(':') + 1).strip();
        }
    }

    /** Reads CRLF lines up to an empty one. */
    static MessageHeader parse(byte[] header) {
        List<Field> fields = new ArrayList<>();
        boolean wellFormed = true;
        int at = 0;
        while (at < header.length) {
            int end = lineEnd(header, at);
            if (end - at == 2 && header[at] == '\r') {
                break;
            }
            while (end < header.length && (header[end] == ' ' || header[end] == '\t')) {
                end = lineEnd(header, end);
            }
            byte[] octets = Arrays.copyOfRange(header, at, end);
            String name = name(octets);
            wellFormed &= !name.isEmpty();
            fields.add(new Field(name, octets));
            at = end;
        }
        return new MessageHeader(fields, wellFormed);
    }

    private static int lineEnd(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == '\n') {
                return i + 1;
            }
        }
        return octets.length;
    }

    /** The field's name; empty where the line is no field. Space before the colon is obsolete but known (RFC 5322 §4.5). */
    private static String name(byte[] field) {
        for (int i = 0; i < field.length; i++) {
            if (field[i] == ':') {
                String name = new String(field, 0, i, StandardCharsets.ISO_8859_1).stripTrailing();
                boolean good = name.chars().allMatch(c -> c > ' ' && c < 0x7f);
                return good ? name.toLowerCase(Locale.ROOT) : "";
            }
        }
        return "";
    }

    /** The fields of that name, given in lower case. */
    public List<Field> all(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).toList();
    }

    /** How many fields of that name there are. */
    public int count(String name) {
        return all(name).size();
    }
}
