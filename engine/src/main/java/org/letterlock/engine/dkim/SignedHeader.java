package org.letterlock.engine.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;

/** The part of a header that a signature covers, in its canonical form (RFC 6376 §3.7). */
public final class SignedHeader {

    private final Canonicalization form;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    public SignedHeader(Canonicalization form) {
        this.form = form;
    }

    /**
     * Adds the fields that {@code names} list: the last one of a name first, then the one above it; nothing where no more are left.
     *
     * @param own the field of the signature itself, which is never among them
     */
    public SignedHeader add(HeaderFields header, List<String> names, Optional<HeaderField> own) {
        Map<String, Deque<HeaderField>> left = new HashMap<>();
        for (HeaderField field : header.fields()) {
            if (own.isEmpty() || field != own.get()) {
                left.computeIfAbsent(lower(field.name()), _ -> new ArrayDeque<>())
                        .push(field);
            }
        }
        for (String name : names) {
            Deque<HeaderField> fields = left.get(lower(name));
            if (fields != null && !fields.isEmpty()) {
                add(fields.pop());
            }
        }
        return this;
    }

    /** Adds a field. */
    public SignedHeader add(HeaderField field) {
        data.writeBytes(form.header(field.octets()));
        return this;
    }

    /** Adds the field of the signature itself: with an empty {@code b}, without its last CRLF. */
    public byte[] end(HeaderField own, TagList tags) {
        byte[] octets = own.octets();
        int value = own.valueStart() - own.start();
        String name = new String(octets, 0, value, StandardCharsets.ISO_8859_1);
        String text = name + tags.without("b");
        return end(text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text);
    }

    /** Adds {@code own}, which has an empty {@code b} and no last CRLF. */
    public byte[] end(String own) {
        data.writeBytes(form.header(own.getBytes(StandardCharsets.ISO_8859_1)));
        return data.toByteArray();
    }

    /** The tags of a field; its octets are read as ISO-8859-1, so that they can be written again. */
    public static Optional<TagList> tags(HeaderField field) {
        byte[] octets = field.octets();
        int value = field.valueStart() - field.start();
        return TagList.parse(new String(octets, value, octets.length - value, StandardCharsets.ISO_8859_1));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
