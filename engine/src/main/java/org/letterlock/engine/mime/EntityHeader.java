package org.letterlock.engine.mime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mime.MimePart.Disposition;
import org.letterlock.engine.mime.MimePart.Parameter;

/** What the header of a part says of its body (RFC 2045 §3). */
record EntityHeader(
        String type,
        String subtype,
        List<Parameter> parameters,
        Optional<String> contentId,
        Optional<String> description,
        String encoding,
        Optional<Disposition> disposition,
        List<String> languages,
        Optional<String> location,
        Optional<String> md5) {

    private static final int MAX_TEXT = 2_048;

    /**
     * Reads it from {@code fields}. A type that makes no sense is text/plain (RFC 2045 §5.2).
     *
     * @param inDigest whether a part that says nothing is a message (RFC 2046 §5.1.5)
     */
    static EntityHeader of(HeaderFields fields, boolean inDigest) {
        Optional<FieldValue> contentType = fields.value("Content-Type").map(FieldValue::parse);
        String[] names = contentType
                .map(FieldValue::value)
                .map(EntityHeader::mediaType)
                .orElseGet(() -> inDigest ? new String[] {"message", "rfc822"} : new String[] {"text", "plain"});
        return new EntityHeader(
                names[0],
                names[1],
                contentType.map(FieldValue::parameters).orElse(List.of()),
                text(fields, "Content-ID"),
                text(fields, "Content-Description"),
                fields.value("Content-Transfer-Encoding")
                        .map(EntityHeader::encoding)
                        .orElse("7bit"),
                fields.value("Content-Disposition")
                        .map(FieldValue::parse)
                        .filter(value -> isToken(value.value()))
                        .map(value -> new Disposition(value.value(), value.parameters())),
                fields.value("Content-Language").map(EntityHeader::languages).orElse(List.of()),
                text(fields, "Content-Location"),
                text(fields, "Content-MD5"));
    }

    /** The header of a multipart that turned out to have no part: text, so that what is in it can be seen. */
    EntityHeader asText() {
        String identity = isIdentity() ? encoding : "8bit";
        return new EntityHeader(
                "text", "plain", List.of(), contentId, description, identity, disposition, languages, location, md5);
    }

    /** Whether the body stands as it is. */
    boolean isIdentity() {
        return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    Optional<String> boundary() {
        return parameters.stream()
                .filter(p -> p.name().equals("boundary") && !p.value().isBlank())
                .map(p -> p.value().stripTrailing())
                .findFirst();
    }

    private static Optional<String> text(HeaderFields fields, String name) {
        return fields.value(name).filter(v -> !v.isEmpty()).map(v -> HeaderText.cut(v, MAX_TEXT));
    }

    private static String[] mediaType(String value) {
        int slash = value.indexOf('/');
        String type = slash < 0 ? value : value.substring(0, slash);
        String subtype = slash < 0 ? "" : value.substring(slash + 1);
        if (type.equals("multipart") && !isToken(subtype)) {
            return new String[] {"multipart", "mixed"};
        }
        return isToken(type) && isToken(subtype) ? new String[] {type, subtype} : new String[] {"text", "plain"};
    }

    private static String encoding(String value) {
        String token = FieldValue.parse(value.replace("\"", "")).value();
        return isToken(token) ? token : "8bit";
    }

    private static List<String> languages(String value) {
        return Arrays.stream(value.split(",", 64))
                .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
                .filter(EntityHeader::isToken)
                .toList();
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= 127
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F && "()<>@,;:\\\"/[]?=".indexOf(c) < 0);
    }
}
