package org.letterlock.engine.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.Octets;

/**
 * The fields of one header, in their order. Lines that are no field and continue none are passed over and end nothing: the header ends at
 * the empty line alone (RFC 7103 §7.2, the first way), so that all who read a message agree where its body begins.
 */
public final class HeaderFields {

    private final List<HeaderField> fields;

    private HeaderFields(List<HeaderField> fields) {
        this.fields = List.copyOf(fields);
    }

    /** Reads a header block: up to its empty line or its end. The array is not copied and must not change. */
    public static HeaderFields parse(byte[] block) {
        List<HeaderField> fields = new ArrayList<>();
        int at = 0;
        while (at < block.length && !isBlank(block, at)) {
            int colon = colonOf(block, at);
            int end = lineEnd(block, at);
            while (end < block.length && isSpace(block[end]) && !isBlank(block, end)) {
                end = lineEnd(block, end);
            }
            if (colon >= 0) {
                fields.add(new HeaderField(block, at, colon + 1, end, nameOf(block, at, colon)));
            }
            at = end;
        }
        return new HeaderFields(fields);
    }

    /**
     * Reads the header of a part.
     *
     * @param limit how many octets of it are looked at
     */
    public static HeaderFields of(Octets message, MimePart part, int limit) throws IOException {
        long length = part.bodyStart() - part.headerStart();
        try (InputStream in = message.open(part.headerStart(), length)) {
            return parse(in.readNBytes((int) Math.min(limit, length)));
        }
    }

    private static boolean isBlank(byte[] block, int at) {
        return block[at] == '\n' || (block[at] == '\r' && at + 1 < block.length && block[at + 1] == '\n');
    }

    private static int lineEnd(byte[] block, int at) {
        int i = at;
        while (i < block.length && block[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, block.length);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Where the colon behind a field's name is, spaces before it let pass (RFC 5322 §4.5); -1 where the line is no field. */
    static int colonOf(byte[] block, int at) {
        int i = at;
        while (i < block.length && block[i] > ' ' && block[i] < 0x7F && block[i] != ':') {
            i++;
        }
        if (i == at) {
            return -1;
        }
        while (i < block.length && isSpace(block[i])) {
            i++;
        }
        return i < block.length && block[i] == ':' ? i : -1;
    }

    /** Whether a message of these octets begins with a field, as it should, and with no line that would go on with one put before it. */
    public static boolean beginWith(byte[] octets) {
        int line = 0;
        while (line < octets.length && octets[line] != '\n') {
            line++;
        }
        return isFieldStart(octets, line);
    }

    /** Whether {@code line[0, length)} begins a field. */
    static boolean isFieldStart(byte[] line, int length) {
        int colon = colonOf(line, 0);
        return colon >= 0 && colon < length;
    }

    private static String nameOf(byte[] block, int start, int colon) {
        return new String(block, start, colon - start, StandardCharsets.US_ASCII).strip();
    }

    /** All fields. */
    public List<HeaderField> fields() {
        return fields;
    }

    /** The first field of this name. */
    public Optional<HeaderField> first(String name) {
        return fields.stream().filter(field -> field.isNamed(name)).findFirst();
    }

    /** The value of the first field of this name, see {@link HeaderField#value}. */
    public Optional<String> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /** Each field of this name. */
    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.isNamed(name)).toList();
    }

    /**
     * The addresses of all fields of this name as far as they make sense; marks of groups are left out.
     *
     * @param limit how many are read
     */
    public List<ImapEnvelope.Address> addresses(String name, int limit) {
        List<ImapEnvelope.Address> found = new ArrayList<>();
        for (HeaderField field : all(name)) {
            AddressList.parse(field.value(), limit - found.size()).stream()
                    .filter(address -> address.host().isPresent())
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }
}
