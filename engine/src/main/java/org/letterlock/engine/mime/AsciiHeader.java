package org.letterlock.engine.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.ImapEnvelope.Address;
import org.letterlock.engine.mime.MimePart.Parameter;

/**
 * A header without characters beyond US-ASCII, for readers that take no others, in the place of one that has some (RFC 6532): text becomes encoded words (RFC 2047), parameters
 * become extended ones (RFC 2231), domains A-labels, an address whose local part cannot be spelt a group with its text as name. A field that has no such form is left out. Fields that
 * are US-ASCII stay as they are, to the octet. Only for looking at: signatures over it do not verify.
 */
public final class AsciiHeader {

    private static final Set<String> ADDRESSES = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "resent-from",
            "resent-sender",
            "resent-reply-to",
            "resent-to",
            "resent-cc",
            "resent-bcc");

    private static final Set<String> WITH_PARAMETERS = Set.of("content-type", "content-disposition");

    /** What a program reads, not a person. */
    private static final Set<String> STRUCTURED = Set.of(
            "message-id",
            "in-reply-to",
            "references",
            "date",
            "received",
            "return-path",
            "delivered-to",
            "mime-version",
            "content-transfer-encoding",
            "content-id",
            "dkim-signature",
            "arc-seal",
            "arc-message-signature",
            "arc-authentication-results",
            "authentication-results",
            "received-spf");

    private static final int MAX_ADDRESSES = 1_000;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final byte[] CRLF = {'\r', '\n'};

    private AsciiHeader() {}

    /** Whether {@code octets[0, length)} are all US-ASCII. */
    public static boolean isAscii(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            if (octets[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The form of a header that is all US-ASCII.
     *
     * @param header with the empty line behind it, if there is one; not changed
     */
    public static byte[] of(byte[] header) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(header.length + 256);
        int at = 0;
        for (HeaderField field : HeaderFields.parse(header).fields()) {
            ascii(header, at, field.start(), out);
            byte[] octets = field.octets();
            if (isAscii(octets, octets.length)) {
                out.writeBytes(octets);
            } else {
                rewritten(field).ifPresent(line -> {
                    out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
                    out.writeBytes(CRLF);
                });
            }
            at = field.end();
        }
        ascii(header, at, header.length, out);
        return out.toByteArray();
    }

    /** What is no field: as it is, with question marks for what it must not have. */
    private static void ascii(byte[] header, int from, int until, ByteArrayOutputStream out) {
        for (int i = from; i < until; i++) {
            out.write(header[i] < 0 ? '?' : header[i]);
        }
    }

    /** The lines of a field without the last line break. */
    private static Optional<String> rewritten(HeaderField field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        if (STRUCTURED.contains(name)) {
            return Optional.empty();
        }
        List<String> words;
        if (ADDRESSES.contains(name)) {
            words = addresses(AddressList.parse(field.value(), MAX_ADDRESSES));
        } else if (WITH_PARAMETERS.contains(name)) {
            words = parameters(FieldValue.parse(field.value()));
        } else {
            words = EncodedWords.encode(field.decoded());
        }
        return Optional.of(words)
                .filter(some -> !some.isEmpty())
                .map(some -> field.name() + ": " + String.join("\r\n ", some));
    }

    private static List<String> addresses(List<Address> addresses) {
        List<String> lines = new ArrayList<>();
        boolean afterAddress = false;
        for (Address address : addresses) {
            boolean endOfGroup = address.mailbox().isEmpty();
            if (afterAddress && !endOfGroup) {
                lines.add(lines.removeLast() + ",");
            }
            if (endOfGroup) {
                if (!lines.isEmpty()) {
                    lines.add(lines.removeLast() + ";");
                }
                afterAddress = true;
            } else if (address.host().isEmpty()) {
                lines.addAll(phrase(address.mailbox().orElse("")));
                lines.add(lines.removeLast() + ":");
                afterAddress = false;
            } else {
                lines.addAll(mailbox(address));
                afterAddress = true;
            }
        }
        return lines;
    }

    private static List<String> mailbox(Address address) {
        String local = address.mailbox().orElse("");
        String host = address.host().orElse("");
        String domain = DomainName.parse(host)
                .map(DomainName::ascii)
                .filter(ascii -> isAscii(local))
                .orElse(host);
        String spec = local + "@" + domain;
        List<String> lines = new ArrayList<>(address.name()
                .map(EncodedWords::decode)
                .map(AsciiHeader::phrase)
                .orElse(List.of()));
        if (isAscii(spec) && spec.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == '"')) {
            lines.add("<" + spec + ">");
        } else {
            lines.addAll(phrase(spec));
            lines.add(":;");
        }
        return lines;
    }

    /** A display name: a quoted string where that can hold it. */
    private static List<String> phrase(String text) {
        return isAscii(text)
                ? List.of("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                : EncodedWords.encode(text);
    }

    private static List<String> parameters(FieldValue value) {
        List<String> lines = new ArrayList<>();
        lines.add(isAscii(value.value()) ? value.value() : "application/octet-stream");
        for (Parameter parameter : value.parameters()) {
            if (isAscii(parameter.name())) {
                lines.add(lines.removeLast() + ";");
                lines.add(
                        isAscii(parameter.value())
                                ? parameter.name() + "="
                                        + phrase(parameter.value()).getFirst()
                                : parameter.name() + "*=UTF-8''" + percent(parameter.value()));
            }
        }
        return lines;
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (octet >= '0' && octet <= '9')
                    || (octet >= 'A' && octet <= 'Z')
                    || (octet >= 'a' && octet <= 'z')
                    || octet == '.'
                    || octet == '-'
                    || octet == '_';
            out.append(plain ? String.valueOf((char) octet) : "%" + HEX.toHexDigits(octet));
        }
        return out.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }
}
