package org.letterlock.engine.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mime.ImapEnvelope.Address;

/** Reads envelopes; all those of one message share one budget of addresses, so that no header can make them large. */
final class EnvelopeReader {

    /** Headers with more have brought other servers down (CVE-2024-23184). */
    private static final int MAX_ADDRESSES = 10_000;

    private static final int MAX_TEXT = 16_384;
    private static final int MAX_REFERENCES = 100;

    private int addressesLeft = MAX_ADDRESSES;

    ImapEnvelope envelope(HeaderFields fields) {
        List<Address> from = addresses(fields, "From");
        List<Address> sender = addresses(fields, "Sender");
        List<Address> replyTo = addresses(fields, "Reply-To");
        return new ImapEnvelope(
                text(fields, "Date"),
                text(fields, "Subject"),
                from,
                sender.isEmpty() ? from : sender,
                replyTo.isEmpty() ? from : replyTo,
                addresses(fields, "To"),
                addresses(fields, "Cc"),
                addresses(fields, "Bcc"),
                text(fields, "In-Reply-To"),
                text(fields, "Message-ID"));
    }

    private static Optional<String> text(HeaderFields fields, String name) {
        return fields.value(name).map(value -> HeaderText.cut(value, MAX_TEXT));
    }

    /** The addresses of all fields of this name: a letter that repeats one (RFC 7103 §7.5.1) means them all. */
    private List<Address> addresses(HeaderFields fields, String name) {
        List<Address> addresses = new ArrayList<>();
        for (HeaderField field : fields.all(name)) {
            if (addressesLeft <= 0) {
                break;
            }
            List<Address> more = AddressList.parse(field.value(), addressesLeft);
            addressesLeft -= more.size();
            addresses.addAll(more);
        }
        return List.copyOf(addresses);
    }

    /** The ids in References, else the first in In-Reply-To, where addresses may follow it (RFC 5256 §3), angle brackets and all: the first and the last 99 where there are more. */
    static List<String> references(HeaderFields fields) {
        List<String> references = ids(fields, "References");
        List<String> ids = references.isEmpty()
                ? ids(fields, "In-Reply-To").stream().limit(1).toList()
                : references;
        if (ids.size() <= MAX_REFERENCES) {
            return ids;
        }
        List<String> kept = new ArrayList<>(ids.subList(ids.size() - MAX_REFERENCES + 1, ids.size()));
        kept.addFirst(ids.getFirst());
        return List.copyOf(kept);
    }

    private static List<String> ids(HeaderFields fields, String name) {
        return fields.value(name).map(MessageIds::in).orElse(List.of());
    }
}
