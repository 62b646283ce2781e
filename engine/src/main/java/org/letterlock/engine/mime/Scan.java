package org.letterlock.engine.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.mime.MimeScanner.Limits;

/**
 * One scan. The parts that are open lie on a stack, the whole message at its bottom; a line that delimits one of the open
 * multiparts ends all above it, whatever state they are in (RFC 2046 §5.1.2). Delimiters are looked up by their whole line, never by how
 * they begin: one boundary may be the beginning of another, and the time for a line does not grow with the depth.
 */
final class Scan {

    /** Longer than any line that delimits parts (RFC 2046 §5.1.1: 70 characters and two times two dashes), for those who break the rule. */
    private static final int WINDOW = 1024;

    /** How many headers of full length are looked at in all. */
    private static final int FULL_HEADERS = 16;

    /** Many times what a preview shows: text may be encoded, and begin with blank lines. */
    private static final int PLAIN_CAPTURE = 4 * 1024;

    /** Before the words of a page stands how they look. */
    private static final int HTML_CAPTURE = 128 * 1024;

    private final LineReader lines;
    private final Limits limits;
    private final EnvelopeReader envelopes = new EnvelopeReader();
    private final List<OpenPart> open = new ArrayList<>();
    private final Map<String, OpenPart> boundaries = new HashMap<>();
    private long headerBudget;
    private int parts;
    private long lineBreaks;
    private long missingBreakOctets;
    private boolean asciiHeader = true;
    private int lastLineBreak;
    private Optional<ImapEnvelope> envelope = Optional.empty();
    private List<String> references = List.of();
    private @Nullable OpenPart plain;
    private @Nullable OpenPart html;

    Scan(LineReader lines, Limits limits) {
        this.lines = lines;
        this.limits = limits;
        headerBudget = (long) FULL_HEADERS * limits.headerOctets();
    }

    ScannedMessage run() throws IOException {
        OpenPart root = new OpenPart(0, true, false);
        push(root);
        while (lines.next(keep(open.getLast()))) {
            long breaksBefore = lineBreaks;
            lineBreaks += lines.lineBreak() > 0 ? 1 : 0;
            missingBreakOctets += 2 - lines.lineBreak();
            if (!lines.startsWithDashes() || !delimiter(breaksBefore)) {
                line(open.getLast());
            }
            lastLineBreak = lines.lineBreak();
        }
        dropPhantom();
        while (open.size() > 1) {
            pop(lines.end(), lineBreaks);
        }
        MimePart message = end(root, lines.end(), lineBreaks);
        return new ScannedMessage(
                message,
                envelope.orElseThrow(),
                lines.end(),
                lines.end() + missingBreakOctets,
                asciiHeader,
                Attachments.has(message),
                references,
                Preview.of(captured(plain), captured(html)));
    }

    private static Optional<Preview.Source> captured(@Nullable OpenPart part) {
        return part == null || part.capture == null
                ? Optional.empty()
                : Optional.of(new Preview.Source(part.header, part.capture.toByteArray()));
    }

    private int keep(OpenPart top) {
        int wanted = switch (top.place) {
            case HEADER -> headerRoom(top);
            case LEAF -> captureRoom(top);
            case BETWEEN_PARTS, MESSAGE -> 0;
        };
        return Math.max(WINDOW, wanted);
    }

    private int headerRoom(OpenPart part) {
        long most = Math.min(headerBudget, limits.headerOctets());
        return (int) Math.max(0, most - part.headerOctets.size());
    }

    private static int captureRoom(OpenPart part) {
        int limit = part.header.subtype().equals("html") ? HTML_CAPTURE : PLAIN_CAPTURE;
        return part.capture == null ? 0 : limit - part.capture.size();
    }

    private void push(OpenPart part) {
        open.add(part);
        parts++;
    }

    /** Treats the line as one that delimits parts; false where it delimits none. */
    private boolean delimiter(long breaksBefore) {
        if (boundaries.isEmpty() || !lines.isWhole()) {
            return false;
        }
        String text = delimiterText(lines.trimmed(2));
        OpenPart multipart = boundaries.get(text);
        boolean close = multipart == null && text.endsWith("--");
        if (close) {
            multipart = boundaries.get(text.substring(0, text.length() - 2));
        }
        if (multipart == null || (!close && parts >= limits.parts())) {
            return false;
        }
        endAbove(multipart, breaksBefore);
        if (close) {
            forget(multipart);
        } else {
            push(new OpenPart(lines.end(), false, multipart.header.subtype().equals("digest")));
        }
        return true;
    }

    /** The line as a delimiter has it: a word behind a space does not count (RFC 2046 §5.1.1), unless a boundary has that space. */
    private String delimiterText(String line) {
        int space = line.indexOf(' ');
        if (space <= 0 || boundaries.containsKey(line)) {
            return line;
        }
        String text = line.substring(0, space);
        boolean close = text.endsWith("--") && boundaries.containsKey(text.substring(0, text.length() - 2));
        return close || boundaries.containsKey(text) ? text : line;
    }

    /** Ends what is open in {@code multipart}. The line break before the delimiter belongs to it, unless that ends a header. */
    private void endAbove(OpenPart multipart, long breaksBefore) {
        OpenPart top = open.getLast();
        long floor = top.place == OpenPart.Place.HEADER ? top.headerStart : top.bodyStart;
        boolean trimmed = lastLineBreak > 0 && lines.start() - lastLineBreak >= floor;
        while (open.getLast() != multipart) {
            pop(lines.start() - (trimmed ? lastLineBreak : 0), breaksBefore - (trimmed ? 1 : 0));
        }
    }

    /** A delimiter with nothing behind it was meant to be the last one. */
    private void dropPhantom() {
        OpenPart top = open.getLast();
        if (open.size() > 1
                && top.headerStart == lines.end()
                && !open.get(open.size() - 2).children.isEmpty()) {
            open.removeLast();
        }
    }

    private void line(OpenPart top) {
        switch (top.place) {
            case HEADER -> headerLine(top);
            case LEAF -> capture(top);
            case BETWEEN_PARTS, MESSAGE -> {}
        }
    }

    private void headerLine(OpenPart top) {
        boolean first = !top.headerSeen;
        top.headerSeen = true;
        if (lines.isBlank()) {
            startBody(top, lines.end(), lineBreaks);
        } else if (first && !top.isWholeMessage && !isField()) {
            startBody(top, lines.start(), lineBreaks - (lines.lineBreak() > 0 ? 1 : 0));
            line(open.getLast());
        } else {
            int room = headerRoom(top);
            int count = Math.min(room, lines.keptLength());
            top.headerOctets.write(lines.kept(), 0, count);
            if (lines.lineBreak() > 0 && count < room) {
                top.headerOctets.write('\n');
            }
        }
    }

    /** Whether the line looks like a field: a part that begins with another line has no header, only a body. */
    private boolean isField() {
        return lines.keptLength() > 0 && HeaderFields.isFieldStart(lines.kept(), lines.keptLength());
    }

    private void startBody(OpenPart part, long at, long lineBreaksBefore) {
        part.bodyStart = at;
        part.lineBreaksBefore = lineBreaksBefore;
        readHeader(part);
        EntityHeader header = part.header;
        boolean mayNest = open.size() < limits.depth() && parts < limits.parts();
        boolean isMessage = header.type().equals("message")
                && (header.subtype().equals("rfc822") || header.subtype().equals("global"));
        if (header.type().equals("multipart") && mayNest && header.boundary().isPresent()) {
            part.place = OpenPart.Place.BETWEEN_PARTS;
            remember(part, HeaderText.latin1(header.boundary().get()));
        } else if (isMessage && mayNest && header.isIdentity()) {
            part.place = OpenPart.Place.MESSAGE;
            push(new OpenPart(at, true, false));
        } else {
            part.place = OpenPart.Place.LEAF;
            startCapture(part);
        }
    }

    private void readHeader(OpenPart part) {
        headerBudget -= part.headerOctets.size();
        byte[] octets = part.headerOctets.toByteArray();
        HeaderFields fields = HeaderFields.parse(octets);
        part.headerOctets.reset();
        part.header = EntityHeader.of(fields, part.inDigest);
        if (part.isWholeMessage) {
            ImapEnvelope read = envelopes.envelope(fields);
            if (open.size() == 1) {
                asciiHeader = AsciiHeader.isAscii(octets, octets.length);
                envelope = Optional.of(read);
                references = EnvelopeReader.references(fields);
            } else {
                open.get(open.size() - 2).heldEnvelope = Optional.of(read);
            }
        }
    }

    private void startCapture(OpenPart part) {
        if (!part.header.type().equals("text")
                || part.header
                        .disposition()
                        .filter(d -> d.type().equals("attachment"))
                        .isPresent()) {
            return;
        }
        if (part.header.subtype().equals("html") && html == null) {
            html = part;
            part.capture = new ByteArrayOutputStream();
        } else if (part.header.subtype().equals("plain") && plain == null) {
            plain = part;
            part.capture = new ByteArrayOutputStream();
        }
    }

    private void capture(OpenPart part) {
        int room = captureRoom(part);
        if (part.capture != null && room > 0) {
            part.capture.write(lines.kept(), 0, Math.min(room, lines.keptLength()));
            part.capture.write('\n');
        }
    }

    private void remember(OpenPart part, String boundary) {
        part.boundary = Optional.of(boundary);
        part.shadowed = boundaries.put(boundary, part);
    }

    /** Takes the part's boundary out of those that delimit; one of the same text further out is back. */
    private void forget(OpenPart part) {
        String boundary = part.boundary.orElse("");
        if (boundaries.get(boundary) == part) {
            if (part.shadowed == null) {
                boundaries.remove(boundary);
            } else {
                boundaries.put(boundary, part.shadowed);
            }
        }
    }

    private void pop(long bodyEnd, long lineBreaksAtEnd) {
        MimePart ended = end(open.getLast(), bodyEnd, lineBreaksAtEnd);
        open.getLast().children.add(ended);
    }

    private MimePart end(OpenPart part, long at, long lineBreaksAtEnd) {
        if (part.place == OpenPart.Place.HEADER) {
            part.bodyStart = Math.max(part.headerStart, at);
            part.lineBreaksBefore = lineBreaksAtEnd;
            readHeader(part);
        }
        open.removeLast();
        forget(part);
        long bodyEnd = Math.max(part.bodyStart, at);
        return part.part(bodyEnd, Math.max(0, lineBreaksAtEnd - part.lineBreaksBefore));
    }
}
