package org.letterlock.engine.spam;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.Excerpt;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.mime.Hyperlink;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.mime.MimeScanner;
import org.letterlock.engine.mime.ScannedMessage;

/**
 * A letter as far as it is read to judge it: the same for one that comes in and one that is learned from.
 *
 * @param authors the addresses in From
 * @param subject decoded
 * @param text of its bodies, decoded, white space folded; the first of it
 * @param links of its HTML
 * @param files the names of attachments, a line each
 * @param repeated names in lower case of fields that may stand once and stand several times
 * @param dated whether it has a Date
 * @param named whether it has a Message-ID
 */
public record Reading(
        List<ImapEnvelope.Address> authors,
        String subject,
        String text,
        List<Hyperlink> links,
        String files,
        Set<String> repeated,
        boolean dated,
        boolean named) {

    /** How much of a letter is read, in octets. What tells of junk stands at its beginning, and reading all of it would hold up the others. */
    private static final int MOST = 256 * 1024;

    private static final int MOST_HEADER = 64 * 1024;
    private static final int MOST_TEXT = 64 * 1024;
    private static final int MOST_HTML = 48 * 1024;
    private static final int MOST_AUTHORS = 10;

    /** RFC 5322 §3.6. */
    private static final List<String> ONCE = List.of(
            "Date", "From", "Sender", "Reply-To", "To", "Cc", "Message-ID", "In-Reply-To", "References", "Subject");

    public Reading {
        authors = List.copyOf(authors);
        links = List.copyOf(links);
        repeated = Set.copyOf(repeated);
    }

    /** Reads the beginning of {@code letter}. */
    public static Reading of(Octets letter) throws IOException {
        byte[] octets;
        try (InputStream in = letter.open()) {
            octets = in.readNBytes(MOST);
        }
        Octets beginning = Octets.of(octets);
        return of(beginning, MimeScanner.scan(beginning, MimeScanner.Limits.DEFAULT));
    }

    /** Reads a letter that is no longer than what is read of each, of which {@code scanned} is the scan. */
    public static Reading of(Octets letter, ScannedMessage scanned) throws IOException {
        HeaderFields header = HeaderFields.of(letter, scanned.root(), MOST_HEADER);
        Excerpt excerpt = Excerpt.of(letter, scanned, MOST_TEXT, MOST_HTML);
        return new Reading(
                header.addresses("From", MOST_AUTHORS),
                header.first("Subject").map(HeaderField::decoded).orElse(""),
                excerpt.text(),
                excerpt.links(),
                excerpt.attachmentNames(),
                repeated(header),
                header.first("Date").isPresent(),
                header.first("Message-ID").isPresent());
    }

    private static Set<String> repeated(HeaderFields header) {
        Set<String> names = new TreeSet<>();
        for (String name : ONCE) {
            if (header.all(name).size() > 1) {
                names.add(name);
            }
        }
        return names;
    }
}
