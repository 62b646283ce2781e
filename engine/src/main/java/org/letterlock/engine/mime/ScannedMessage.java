package org.letterlock.engine.mime;

import java.util.List;
import java.util.Optional;

/**
 * What a scan found in a message.
 *
 * @param root the message itself as a part
 * @param envelope its envelope
 * @param size how many octets it has
 * @param wireSize how many it has where every line, the last one too, ends with CRLF, as in POP3
 * @param asciiHeader whether its own header is all US-ASCII, as far as it is looked at
 * @param hasAttachment whether it carries something a person would call an attachment
 * @param references the ids in References, else the first in In-Reply-To, oldest first, for threading; angle brackets and all, as in {@link
 *     ImapEnvelope#messageId}; at most 100
 * @param preview up to 200 characters of its text, for RFC 8970; empty where it has none
 */
public record ScannedMessage(
        MimePart root,
        ImapEnvelope envelope,
        long size,
        long wireSize,
        boolean asciiHeader,
        boolean hasAttachment,
        List<String> references,
        Optional<String> preview) {

    /**
     * What a scan of this message under further fields would find, for one that {@linkplain HeaderFields#beginWith begins with a field}, and whose header
     * is looked at in full with them on top.
     *
     * @param fields whole fields in lines that end with CRLF; none of those that an envelope, References or the structure is read from
     */
    public ScannedMessage under(byte[] fields) {
        return new ScannedMessage(
                root.under(fields.length),
                envelope,
                size + fields.length,
                wireSize + fields.length,
                asciiHeader && AsciiHeader.isAscii(fields, fields.length),
                hasAttachment,
                references,
                preview);
    }
}
