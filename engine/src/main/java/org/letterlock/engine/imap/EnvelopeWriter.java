package org.letterlock.engine.imap;

import java.util.List;
import org.letterlock.engine.mime.ImapEnvelope;

/** Writes ENVELOPE (RFC 9051 §7.5.2). */
public final class EnvelopeWriter {

    private final ResponseWriter out;

    public EnvelopeWriter(ResponseWriter out) {
        this.out = out;
    }

    /** The envelope in parentheses. */
    public void write(ImapEnvelope envelope) {
        out.raw("(").nstring(envelope.date());
        out.raw(" ").nstring(envelope.subject());
        addresses(envelope.from());
        addresses(envelope.sender());
        addresses(envelope.replyTo());
        addresses(envelope.to());
        addresses(envelope.cc());
        addresses(envelope.bcc());
        out.raw(" ").nstring(envelope.inReplyTo());
        out.raw(" ").nstring(envelope.messageId()).raw(")");
    }

    private void addresses(List<ImapEnvelope.Address> addresses) {
        if (addresses.isEmpty()) {
            out.raw(" NIL");
            return;
        }
        out.raw(" (");
        for (ImapEnvelope.Address address : addresses) {
            out.raw("(").nstring(address.name());
            out.raw(" NIL ").nstring(address.mailbox());
            out.raw(" ").nstring(address.host()).raw(")");
        }
        out.raw(")");
    }
}
