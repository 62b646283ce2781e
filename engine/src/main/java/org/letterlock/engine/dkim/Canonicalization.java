package org.letterlock.engine.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** How much a letter may change on its way (RFC 6376 §3.4). */
public enum Canonicalization {
    /** Not at all, but for empty lines at its end. */
    SIMPLE,
    /** In its spaces, its folding, and the case of the names of its fields. */
    RELAXED;

    /** The form that {@code word} names. */
    static Optional<Canonicalization> parse(String word) {
        return switch (word) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }

    /** The word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The canonical form of a field that ends with its CRLF, or that has none: so does what comes back. */
    public byte[] header(byte[] field) {
        return this == SIMPLE ? field.clone() : relaxed(field);
    }

    private static byte[] relaxed(byte[] field) {
        int colon = 0;
        while (colon < field.length && field[colon] != ':') {
            colon++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(field.length);
        String name = new String(field, 0, colon, StandardCharsets.ISO_8859_1);
        out.writeBytes(name.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1));
        out.write(':');
        boolean space = false;
        boolean begun = false;
        boolean ended = field.length > 0 && field[field.length - 1] == '\n';
        for (int i = colon + 1; i < field.length; i++) {
            byte b = field[i];
            if (b == ' ' || b == '\t') {
                space = begun;
            } else if (b != '\r' && b != '\n') {
                if (space) {
                    out.write(' ');
                    space = false;
                }
                out.write(b);
                begun = true;
            }
        }
        if (ended) {
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }
}
