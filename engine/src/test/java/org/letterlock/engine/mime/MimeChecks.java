package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.ImapEnvelope.Address;
import org.letterlock.engine.mime.MimePart.Parameter;

/** What holds for every scan of every message, and a form of scans to compare. */
final class MimeChecks {

    private MimeChecks() {}

    static ScannedMessage scan(byte[] message) throws IOException {
        return MimeScanner.scan(Octets.of(message), MimeScanner.Limits.DEFAULT);
    }

    static ScannedMessage scan(String message) throws IOException {
        return scan(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Scans the message and checks whatever must hold: no exception, offsets in order, all readers read it. */
    static ScannedMessage checked(byte[] message) throws IOException {
        ScannedMessage scanned = scan(message);
        assertThat(scanned.size()).isEqualTo(message.length);
        assertThat(scanned.root().headerStart()).isZero();
        assertThat(scanned.root().bodyEnd()).isEqualTo(message.length);
        consistent(message, scanned.root());
        scanned.preview()
                .ifPresent(p -> assertThat(p.codePointCount(0, p.length())).isBetween(1, 200));
        assertThat(MimeCodec.decodePart(MimeCodec.encodePart(scanned.root()))).isEqualTo(scanned.root());
        assertThat(MimeCodec.decodeEnvelope(MimeCodec.encodeEnvelope(scanned.envelope())))
                .isEqualTo(scanned.envelope());
        if (message.length <= 64 * 1024 && HeaderFields.beginWith(message)) {
            for (String fields :
                    List.of("Delivered-To: a@example.org\r\n", "Delivered-To: ä@example.org\r\nX-Spam: a\r\n b\r\n")) {
                byte[] more = fields.getBytes(StandardCharsets.UTF_8);
                assertThat(scanned.under(more)).isEqualTo(scan(joined(more, message)));
            }
        }
        SearchText text = SearchText.of(Octets.of(message), scanned);
        assertThat(text.body().length()).isLessThanOrEqualTo(1024 * 1024);
        return scanned;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static void consistent(byte[] message, MimePart part) throws IOException {
        assertThat(part.headerStart()).isLessThanOrEqualTo(part.bodyStart());
        assertThat(part.bodyStart()).isLessThanOrEqualTo(part.bodyEnd());
        long lines = 0;
        for (long i = part.bodyStart(); i < part.bodyEnd(); i++) {
            lines += message[(int) i] == '\n' ? 1 : 0;
        }
        assertThat(part.lines()).isEqualTo(lines);
        try (InputStream in = PartContent.open(Octets.of(message), part)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        HeaderFields.of(Octets.of(message), part, 100_000).fields().forEach(HeaderField::decoded);
        assertThat(part.isMultipart())
                .isEqualTo(part.isMultipart() && !part.children().isEmpty());
        if (part.isMessage()) {
            assertThat(part.children()).hasSize(1);
            assertThat(part.envelope()).isPresent();
            assertThat(part.children().getFirst().headerStart()).isEqualTo(part.bodyStart());
            assertThat(part.children().getFirst().bodyEnd()).isEqualTo(part.bodyEnd());
        } else if (!part.isMultipart()) {
            assertThat(part.children()).isEmpty();
        }
        long at = part.bodyStart();
        for (MimePart child : part.children()) {
            assertThat(child.headerStart()).isGreaterThanOrEqualTo(at);
            at = child.bodyEnd();
            consistent(message, child);
        }
        assertThat(at).isLessThanOrEqualTo(part.bodyEnd());
    }

    /** Types alone: {@code multipart/mixed(text/plain,text/html)}. */
    static String types(MimePart part) {
        String children = part.children().stream().map(MimeChecks::types).collect(Collectors.joining(","));
        return part.type() + "/" + part.subtype() + (children.isEmpty() ? "" : "(" + children + ")");
    }

    /** The whole scan, a line for each thing. */
    static String dump(ScannedMessage message) {
        StringBuilder out = new StringBuilder();
        envelope(out, "", message.envelope());
        out.append("references ").append(message.references()).append('\n');
        out.append("attachment ").append(message.hasAttachment()).append('\n');
        out.append("preview ").append(message.preview().orElse("-")).append('\n');
        part(out, "", message.root());
        return out.toString();
    }

    private static void part(StringBuilder out, String indent, MimePart part) {
        out.append(indent).append(part.type()).append('/').append(part.subtype());
        parameters(out, part.parameters());
        out.append(" [%d %d %d] lines %d %s"
                .formatted(part.headerStart(), part.bodyStart(), part.bodyEnd(), part.lines(), part.encoding()));
        part.disposition().ifPresent(d -> {
            out.append(" ").append(d.type());
            parameters(out, d.parameters());
        });
        part.contentId().ifPresent(v -> out.append(" id=").append(v));
        part.description().ifPresent(v -> out.append(" description=").append(v));
        part.location().ifPresent(v -> out.append(" location=").append(v));
        part.md5().ifPresent(v -> out.append(" md5=").append(v));
        if (!part.languages().isEmpty()) {
            out.append(" languages=").append(part.languages());
        }
        out.append('\n');
        part.envelope().ifPresent(e -> envelope(out, indent + "  ", e));
        part.children().forEach(child -> part(out, indent + "  ", child));
    }

    private static void parameters(StringBuilder out, List<Parameter> parameters) {
        parameters.forEach(p -> out.append("; ").append(p.name()).append('=').append(p.value()));
    }

    private static void envelope(StringBuilder out, String indent, ImapEnvelope e) {
        text(out, indent, "date", e.date());
        text(out, indent, "subject", e.subject());
        addresses(out, indent, "from", e.from());
        if (!e.sender().equals(e.from())) {
            addresses(out, indent, "sender", e.sender());
        }
        if (!e.replyTo().equals(e.from())) {
            addresses(out, indent, "reply-to", e.replyTo());
        }
        addresses(out, indent, "to", e.to());
        addresses(out, indent, "cc", e.cc());
        addresses(out, indent, "bcc", e.bcc());
        text(out, indent, "in-reply-to", e.inReplyTo());
        text(out, indent, "message-id", e.messageId());
    }

    private static void text(StringBuilder out, String indent, String name, Optional<String> value) {
        value.ifPresent(
                v -> out.append(indent).append(name).append(' ').append(v).append('\n'));
    }

    private static void addresses(StringBuilder out, String indent, String name, List<Address> list) {
        if (!list.isEmpty()) {
            String joined = list.stream().map(MimeChecks::address).collect(Collectors.joining(" "));
            out.append(indent).append(name).append(' ').append(joined).append('\n');
        }
    }

    /** {@code name|mailbox|host}, {@code -} for what is absent. */
    static String address(Address address) {
        return address.name().orElse("-")
                + "|"
                + address.mailbox().orElse("-")
                + "|"
                + address.host().orElse("-");
    }
}
