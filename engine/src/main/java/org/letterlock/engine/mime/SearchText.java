package org.letterlock.engine.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.ImapEnvelope.Address;

/**
 * What of a message can be searched, decoded for the full-text index: no encoded words, no transfer encodings, no markup. Runs of white
 * space in {@code body} are one space, so that words on two lines are found together.
 *
 * @param subject the subject
 * @param from From, names and addresses, separated by commas
 * @param to To
 * @param cc Cc
 * @param bcc Bcc
 * @param body the text of all parts that have text, attached messages and their subjects included; at most 1,048,576 characters
 * @param attachmentNames the names of files, a line each
 */
public record SearchText(
        String subject, String from, String to, String cc, String bcc, String body, String attachmentNames) {

    private static final int MAX_BODY = 1024 * 1024;
    private static final int MAX_PART = 2 * 1024 * 1024;
    private static final long MAX_READ = 8L * 1024 * 1024;

    /** Markup costs a second a megabyte to take off where someone means harm. */
    private static final long MAX_HTML = 2L * 1024 * 1024;

    private static final int MAX_NAMES = 64 * 1024;

    /** Extracts the text of {@code message}, of which {@code scanned} is the scan. */
    public static SearchText of(Octets message, ScannedMessage scanned) throws IOException {
        Collector collector;
        try (InputStream in = message.open()) {
            collector = new Collector(in, MAX_READ, MAX_HTML, _ -> {});
            collector.part(scanned.root());
        }
        ImapEnvelope envelope = scanned.envelope();
        return new SearchText(
                subject(envelope),
                addresses(envelope.from()),
                addresses(envelope.to()),
                addresses(envelope.cc()),
                addresses(envelope.bcc()),
                collector.body(),
                collector.names());
    }

    /** The subject, decoded; empty where there is none. */
    public static String subject(ImapEnvelope envelope) {
        return envelope.subject().map(EncodedWords::decode).orElse("");
    }

    /** Addresses with their names, decoded, separated by commas. */
    public static String addresses(List<Address> addresses) {
        StringJoiner joined = new StringJoiner(", ");
        for (Address address : addresses) {
            String spec = address.mailbox().orElse("")
                    + address.host()
                            .filter(host -> !host.isEmpty())
                            .map(host -> "@" + host)
                            .orElse("");
            String name = address.name().map(EncodedWords::decode).orElse("");
            String written =
                    name.isEmpty() ? EncodedWords.decode(spec) : spec.isEmpty() ? name : name + " <" + spec + ">";
            if (!written.isEmpty()) {
                joined.add(written);
            }
        }
        return joined.toString();
    }

    /** White space and the invisible characters with which mails pad their previews. */
    static boolean isSpace(int character) {
        return !isVisible(character)
                && (Character.isWhitespace(character)
                        || Character.isSpaceChar(character)
                        || Character.isISOControl(character)
                        || character == 0x200B
                        || character == 0x200C
                        || character == 0x034F
                        || character == 0xFEFF
                        || character == 0x00AD);
    }

    /** Visible US-ASCII, of which most letters consist: nothing has to be looked up. */
    private static boolean isVisible(int character) {
        return character > ' ' && character < 0x7F;
    }

    /** Goes through the parts of a message in their order. */
    static final class Collector {
        private final InputStream in;
        private final StringBuilder body = new StringBuilder();
        private final StringBuilder names = new StringBuilder();

        private final Consumer<Hyperlink> links;
        private long position;
        private long budget;
        private long htmlBudget;

        /**
         * @param budget how many octets of bodies are read
         * @param htmlBudget how many of them may be HTML
         * @param links gets those of HTML
         */
        Collector(InputStream in, long budget, long htmlBudget, Consumer<Hyperlink> links) {
            this.in = in;
            this.budget = budget;
            this.htmlBudget = htmlBudget;
            this.links = links;
        }

        String body() {
            return body.toString();
        }

        String names() {
            return names.toString();
        }

        void part(MimePart part) throws IOException {
            part.fileName().ifPresent(this::name);
            part.envelope()
                    .flatMap(ImapEnvelope::subject)
                    .map(EncodedWords::decode)
                    .ifPresent(this::text);
            for (MimePart child : part.children()) {
                part(child);
            }
            if (part.type().equals("text") && body.length() < MAX_BODY) {
                boolean html = part.subtype().equals("html");
                byte[] octets = body(part, html ? Math.min(budget, htmlBudget) : budget);
                htmlBudget -= html ? octets.length : 0;
                String text = PartContent.text(octets, part);
                text(html ? HtmlText.of(text, links) : text);
            }
        }

        /** Reads on to the part's body: parts come in the order in which they lie. */
        private byte[] body(MimePart part, long most) throws IOException {
            in.skipNBytes(part.bodyStart() - position);
            byte[] octets = in.readNBytes((int) Math.min(part.size(), Math.min(MAX_PART, most)));
            position = part.bodyStart() + octets.length;
            budget -= octets.length;
            return octets;
        }

        private void name(String name) {
            if (names.length() + name.length() < MAX_NAMES) {
                names.append(names.isEmpty() ? "" : "\n").append(name);
            }
        }

        private void text(String text) {
            // Looking at each character is most of the work, and of an array it is done in a third of the time.
            char[] characters = text.toCharArray();
            body.ensureCapacity(Math.min(MAX_BODY, body.length() + text.length() + 1));
            int next = 0;
            while (next < text.length() && body.length() < MAX_BODY - 2) {
                int begin = endOfSpace(text, next);
                next = endOfRun(characters, begin);
                if (next > begin) {
                    if (!body.isEmpty()) {
                        body.append(' ');
                    }
                    body.append(text, begin, atMost(text, begin, next, MAX_BODY - body.length()));
                }
            }
        }

        private static int endOfSpace(String text, int begin) {
            int end = begin;
            while (end < text.length() && isSpace(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            return end;
        }

        /** The end of what is copied as it is: words with one blank between them. */
        private static int endOfRun(char[] text, int begin) {
            int end = begin;
            while (end < text.length) {
                if (isVisible(text[end])) {
                    end++;
                } else if (text[end] == ' '
                        && end + 1 < text.length
                        && !isSpace(Character.codePointAt(text, end + 1))) {
                    end++;
                } else if (isSpace(Character.codePointAt(text, end))) {
                    return end;
                } else {
                    end += Character.charCount(Character.codePointAt(text, end));
                }
            }
            return end;
        }

        /** {@code end}, or so much less that there are at most {@code most} characters, none of them halved. */
        private static int atMost(String text, int begin, int end, int most) {
            if (end - begin <= most) {
                return end;
            }
            int cut = begin + most;
            return Character.isHighSurrogate(text.charAt(cut - 1)) ? cut - 1 : cut;
        }
    }
}
