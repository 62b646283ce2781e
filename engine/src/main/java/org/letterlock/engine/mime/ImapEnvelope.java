package org.letterlock.engine.mime;

import java.util.List;
import java.util.Optional;

/**
 * The ENVELOPE of a message (RFC 9051 §7.5.2): what its header says of itself, not the envelope of SMTP. Text is unfolded, otherwise as it
 * stands, see {@link MimePart}. {@code sender} and {@code replyTo} are {@code from} where the header lacks them.
 *
 * @param date the Date field
 * @param subject the Subject field
 * @param from From
 * @param sender Sender
 * @param replyTo Reply-To
 * @param to To
 * @param cc Cc
 * @param bcc Bcc
 * @param inReplyTo In-Reply-To
 * @param messageId Message-ID
 */
public record ImapEnvelope(
        Optional<String> date,
        Optional<String> subject,
        List<Address> from,
        List<Address> sender,
        List<Address> replyTo,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        Optional<String> inReplyTo,
        Optional<String> messageId) {

    /**
     * One address, or a mark of group syntax: a group begins with one that has a {@code mailbox} and no {@code host}, and ends with one that has neither.
     *
     * @param name the display name, encoded words left encoded
     * @param mailbox the local part or the name of a group
     * @param host the domain
     */
    public record Address(Optional<String> name, Optional<String> mailbox, Optional<String> host) {

        /** What a person would see of it: the name, decoded, else the address (RFC 5957 §3); may be empty. */
        public String displayed() {
            return name.map(EncodedWords::decode)
                    .filter(text -> !text.isEmpty())
                    .or(() -> mailbox.map(
                            local -> host.map(domain -> local + "@" + domain).orElse(local)))
                    .orElse("");
        }
    }
}
