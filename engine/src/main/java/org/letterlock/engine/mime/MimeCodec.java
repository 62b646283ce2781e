package org.letterlock.engine.mime;

import java.util.List;
import org.letterlock.engine.mime.ImapEnvelope.Address;
import org.letterlock.engine.mime.MimePart.Disposition;
import org.letterlock.engine.mime.MimePart.Parameter;

/**
 * Structures and envelopes as octets, to be stored: one octet of version, numbers as LEB128, text as UTF-8 behind its length, lists behind
 * their length, absent text as length 0 where 1 is the empty one; a CRC-32C of it all at the end. Whatever is written can be read by every later release; a
 * new form takes a new version.
 */
public final class MimeCodec {

    private static final byte PART_V1 = 0x11;
    private static final byte ENVELOPE_V1 = 0x21;

    /** More than any scan allows. */
    private static final int MAX_DEPTH = 256;

    private MimeCodec() {}

    public static byte[] encodePart(MimePart part) {
        OctetWriter out = new OctetWriter(PART_V1);
        part(out, part);
        return out.finish();
    }

    /** @throws DamagedMimeException when {@code octets} are not what {@link #encodePart} wrote */
    public static MimePart decodePart(byte[] octets) {
        OctetReader in = new OctetReader(octets, PART_V1);
        MimePart part = part(in, 1);
        in.finish();
        return part;
    }

    public static byte[] encodeEnvelope(ImapEnvelope envelope) {
        OctetWriter out = new OctetWriter(ENVELOPE_V1);
        envelope(out, envelope);
        return out.finish();
    }

    /** @throws DamagedMimeException when {@code octets} are not what {@link #encodeEnvelope} wrote */
    public static ImapEnvelope decodeEnvelope(byte[] octets) {
        OctetReader in = new OctetReader(octets, ENVELOPE_V1);
        ImapEnvelope envelope = envelope(in);
        in.finish();
        return envelope;
    }

    private static void part(OctetWriter out, MimePart part) {
        out.text(part.type());
        out.text(part.subtype());
        parameters(out, part.parameters());
        out.optional(part.contentId());
        out.optional(part.description());
        out.text(part.encoding());
        out.number(part.disposition().isPresent() ? 1 : 0);
        part.disposition().ifPresent(disposition -> {
            out.text(disposition.type());
            parameters(out, disposition.parameters());
        });
        out.number(part.languages().size());
        part.languages().forEach(out::text);
        out.optional(part.location());
        out.optional(part.md5());
        out.number(part.headerStart());
        out.number(part.bodyStart());
        out.number(part.bodyEnd());
        out.number(part.lines());
        out.number(part.children().size());
        part.children().forEach(child -> part(out, child));
        out.number(part.envelope().isPresent() ? 1 : 0);
        part.envelope().ifPresent(envelope -> envelope(out, envelope));
    }

    private static MimePart part(OctetReader in, int depth) {
        if (depth > MAX_DEPTH) {
            throw new DamagedMimeException("too deep");
        }
        return new MimePart(
                in.text(),
                in.text(),
                parameters(in),
                in.optional(),
                in.optional(),
                in.text(),
                in.present(() -> new Disposition(in.text(), parameters(in))),
                in.list(in::text),
                in.optional(),
                in.optional(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.list(() -> part(in, depth + 1)),
                in.present(() -> envelope(in)));
    }

    private static void parameters(OctetWriter out, List<Parameter> parameters) {
        out.number(parameters.size());
        for (Parameter parameter : parameters) {
            out.text(parameter.name());
            out.text(parameter.value());
        }
    }

    private static List<Parameter> parameters(OctetReader in) {
        return in.list(() -> new Parameter(in.text(), in.text()));
    }

    private static void envelope(OctetWriter out, ImapEnvelope envelope) {
        out.optional(envelope.date());
        out.optional(envelope.subject());
        addresses(out, envelope.from());
        // Nearly every letter is its author's own: their addresses are written once.
        addressesOr(out, envelope.sender(), envelope.from());
        addressesOr(out, envelope.replyTo(), envelope.from());
        addresses(out, envelope.to());
        addresses(out, envelope.cc());
        addresses(out, envelope.bcc());
        out.optional(envelope.inReplyTo());
        out.optional(envelope.messageId());
    }

    private static ImapEnvelope envelope(OctetReader in) {
        var date = in.optional();
        var subject = in.optional();
        List<Address> from = addresses(in);
        return new ImapEnvelope(
                date,
                subject,
                from,
                in.present(() -> addresses(in)).orElse(from),
                in.present(() -> addresses(in)).orElse(from),
                addresses(in),
                addresses(in),
                addresses(in),
                in.optional(),
                in.optional());
    }

    private static void addressesOr(OctetWriter out, List<Address> addresses, List<Address> known) {
        boolean differ = !addresses.equals(known);
        out.number(differ ? 1 : 0);
        if (differ) {
            addresses(out, addresses);
        }
    }

    private static void addresses(OctetWriter out, List<Address> addresses) {
        out.number(addresses.size());
        for (Address address : addresses) {
            out.optional(address.name());
            out.optional(address.mailbox());
            out.optional(address.host());
        }
    }

    private static List<Address> addresses(OctetReader in) {
        return in.list(() -> new Address(in.optional(), in.optional(), in.optional()));
    }
}
