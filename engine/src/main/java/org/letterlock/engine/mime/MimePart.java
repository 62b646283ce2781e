package org.letterlock.engine.mime;

import java.util.List;
import java.util.Optional;

/**
 * One part of a message and where it lies (RFC 2045, RFC 2046). Offsets count octets from the start of the whole message. Text of header fields is unfolded,
 * otherwise as it stands: UTF-8 where it is valid UTF-8, else ISO-8859-1; encoded words are left encoded.
 *
 * @param type the media type in lower case, such as {@code text}
 * @param subtype the subtype in lower case, such as {@code plain}
 * @param parameters of Content-Type, in their order, names in lower case
 * @param contentId Content-ID
 * @param description Content-Description
 * @param encoding Content-Transfer-Encoding in lower case; {@code 7bit} where there is none
 * @param disposition Content-Disposition (RFC 2183)
 * @param languages Content-Language (RFC 3282)
 * @param location Content-Location (RFC 2557)
 * @param md5 Content-MD5 (RFC 1864)
 * @param headerStart where the header begins
 * @param bodyStart where the body begins, behind the empty line that ends the header
 * @param bodyEnd where the body ends; the line break before a boundary is not part of it
 * @param lines how many line breaks the body has
 * @param children the parts of a multipart; the one message of a message/rfc822 or message/global
 * @param envelope of the message that a message/rfc822 or message/global holds
 */
public record MimePart(
        String type,
        String subtype,
        List<Parameter> parameters,
        Optional<String> contentId,
        Optional<String> description,
        String encoding,
        Optional<Disposition> disposition,
        List<String> languages,
        Optional<String> location,
        Optional<String> md5,
        long headerStart,
        long bodyStart,
        long bodyEnd,
        long lines,
        List<MimePart> children,
        Optional<ImapEnvelope> envelope) {

    /**
     * A parameter of a structured field, its RFC 2231 continuations put together.
     *
     * @param name in lower case
     * @param value decoded
     */
    public record Parameter(String name, String value) {}

    /**
     * How a part wants to be shown.
     *
     * @param type in lower case, such as {@code attachment}
     * @param parameters such as {@code filename}
     */
    public record Disposition(String type, List<Parameter> parameters) {}

    /** Whether it is a multipart. */
    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /** Whether it holds a message whose structure was read too. */
    public boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global")) && !children.isEmpty();
    }

    /** How many octets its body has. */
    public long size() {
        return bodyEnd - bodyStart;
    }

    /** What the part would be called as a file: {@code filename} of its disposition, else {@code name} of its type; encoded words decoded. */
    public Optional<String> fileName() {
        return disposition
                .flatMap(d -> d.parameters().stream()
                        .filter(p -> p.name().equals("filename"))
                        .map(Parameter::value)
                        .findFirst())
                .or(() -> parameter("name"))
                .map(EncodedWords::decode)
                .filter(name -> !name.isBlank());
    }

    /** The same part with so many octets more at the beginning of its header. */
    MimePart under(long octets) {
        return moved(headerStart, octets);
    }

    private MimePart moved(long newHeaderStart, long by) {
        return new MimePart(
                type,
                subtype,
                parameters,
                contentId,
                description,
                encoding,
                disposition,
                languages,
                location,
                md5,
                newHeaderStart,
                bodyStart + by,
                bodyEnd + by,
                lines,
                children.stream()
                        .map(child -> child.moved(child.headerStart + by, by))
                        .toList(),
                envelope);
    }

    /** The value of a parameter of Content-Type. */
    public Optional<String> parameter(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }
}
