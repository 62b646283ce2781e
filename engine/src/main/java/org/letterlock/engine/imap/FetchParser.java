package org.letterlock.engine.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.imap.FetchItem.Simple;

/** FETCH and its items (RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 3516, RFC 8474, RFC 8514, RFC 8970, RFC 9394). */
final class FetchParser {

    private static final int MAX_DEPTH = 100;

    private final OctetCursor cursor;
    private final int maxItems;

    FetchParser(OctetCursor cursor, int maxItems) {
        this.cursor = cursor;
        this.maxItems = maxItems;
    }

    ImapCommand fetch(boolean byUid) {
        cursor.space();
        SequenceSet set = cursor.sequenceSet();
        cursor.space();
        List<FetchItem> items = new ArrayList<>();
        if (cursor.accept('(')) {
            items.addAll(listed());
        } else {
            macroOrItem(items);
        }
        ImapCommand.FetchModifiers modifiers =
                cursor.accept(' ') && !cursor.atEnd() ? modifiers() : ImapCommand.FetchModifiers.NONE;
        if (modifiers.vanished() && (!byUid || modifiers.changedSince().isEmpty())) {
            throw new SyntaxException("VANISHED goes with UID FETCH and CHANGEDSINCE only");
        }
        return new ImapCommand.Fetch(byUid, set, items.stream().distinct().toList(), modifiers);
    }

    /** Items behind an opening parenthesis. */
    List<FetchItem> listed() {
        List<FetchItem> items = new ArrayList<>();
        do {
            item(cursor.word(), items);
            if (items.size() > maxItems) {
                throw new SyntaxException("Too many items");
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
        return items.stream().distinct().toList();
    }

    private ImapCommand.FetchModifiers modifiers() {
        Optional<Long> changedSince = Optional.empty();
        Optional<PartialRange> partial = Optional.empty();
        boolean vanished = false;
        cursor.expect('(');
        do {
            switch (cursor.word()) {
                case "CHANGEDSINCE" -> {
                    cursor.space();
                    changedSince = Optional.of(cursor.number64());
                }
                case "PARTIAL" -> {
                    cursor.space();
                    partial = Optional.of(cursor.partialRange());
                }
                case "VANISHED" -> vanished = true;
                default -> throw new SyntaxException("Unknown parameter");
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
        return new ImapCommand.FetchModifiers(changedSince, vanished, partial);
    }

    private void macroOrItem(List<FetchItem> items) {
        String word = cursor.word();
        switch (word) {
            case "FAST" -> items.addAll(List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE));
            case "ALL" -> items.addAll(List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE, Simple.ENVELOPE));
            case "FULL" ->
                items.addAll(
                        List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE, Simple.ENVELOPE, Simple.BODY));
            default -> item(word, items);
        }
    }

    private void item(String word, List<FetchItem> items) {
        items.add(
                switch (word) {
                    case "FLAGS" -> Simple.FLAGS;
                    case "UID" -> Simple.UID;
                    case "INTERNALDATE" -> Simple.INTERNALDATE;
                    case "RFC822.SIZE" -> Simple.RFC822_SIZE;
                    case "ENVELOPE" -> Simple.ENVELOPE;
                    case "BODYSTRUCTURE" -> Simple.BODYSTRUCTURE;
                    case "MODSEQ" -> Simple.MODSEQ;
                    case "EMAILID" -> Simple.EMAILID;
                    case "THREADID" -> Simple.THREADID;
                    case "SAVEDATE" -> Simple.SAVEDATE;
                    case "PREVIEW" -> {
                        cursor.accept(" (LAZY)");
                        yield Simple.PREVIEW;
                    }
                    case "RFC822" -> new FetchItem.Rfc822(Section.Text.ALL);
                    case "RFC822.HEADER" -> new FetchItem.Rfc822(Section.Text.HEADER);
                    case "RFC822.TEXT" -> new FetchItem.Rfc822(Section.Text.TEXT);
                    case "BODY" -> cursor.peek() == '[' ? body(false) : Simple.BODY;
                    case "BODY.PEEK" -> body(true);
                    case "BINARY" -> new FetchItem.Binary(false, binarySection(), partial());
                    case "BINARY.PEEK" -> new FetchItem.Binary(true, binarySection(), partial());
                    case "BINARY.SIZE" -> new FetchItem.BinarySize(binarySection());
                    default -> throw new SyntaxException("Unknown item");
                });
    }

    /** The section that {@code text} names as in {@code BODY[text]}; empty where it names none. */
    static Optional<Section> section(String text) {
        OctetCursor cursor = new OctetCursor(("[" + text + "]").getBytes(StandardCharsets.UTF_8), Dialect.REV2);
        try {
            Section section = new FetchParser(cursor, 1).section();
            return cursor.atEnd() ? Optional.of(section) : Optional.empty();
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    private FetchItem body(boolean peek) {
        Section section = section();
        return new FetchItem.Body(peek, section, partial());
    }

    private Section binarySection() {
        cursor.expect('[');
        List<Integer> part = new ArrayList<>();
        if (cursor.peek() != ']') {
            do {
                part.add(partNumber(part));
            } while (cursor.accept('.'));
        }
        cursor.expect(']');
        return new Section(List.copyOf(part), Section.Text.ALL, List.of());
    }

    private int partNumber(List<Integer> before) {
        if (before.size() >= MAX_DEPTH) {
            throw new SyntaxException("The section is too deep");
        }
        return (int) Math.min(cursor.positiveNumber(), Integer.MAX_VALUE);
    }

    private Section section() {
        cursor.expect('[');
        List<Integer> part = new ArrayList<>();
        while (cursor.peek() >= '0' && cursor.peek() <= '9') {
            part.add(partNumber(part));
            if (!cursor.accept('.')) {
                cursor.expect(']');
                return new Section(List.copyOf(part), Section.Text.ALL, List.of());
            }
        }
        if (part.isEmpty() && cursor.accept(']')) {
            return Section.WHOLE;
        }
        Section.Text text = switch (cursor.word()) {
            case "HEADER" -> Section.Text.HEADER;
            case "HEADER.FIELDS" -> Section.Text.HEADER_FIELDS;
            case "HEADER.FIELDS.NOT" -> Section.Text.HEADER_FIELDS_NOT;
            case "TEXT" -> Section.Text.TEXT;
            case "MIME" -> Section.Text.MIME;
            default -> throw new SyntaxException("Unknown section");
        };
        if (text == Section.Text.MIME && part.isEmpty()) {
            throw new SyntaxException("MIME needs a part");
        }
        boolean selects = text == Section.Text.HEADER_FIELDS || text == Section.Text.HEADER_FIELDS_NOT;
        List<String> fields = selects ? fields() : List.of();
        cursor.expect(']');
        return new Section(List.copyOf(part), text, fields);
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        cursor.space();
        cursor.expect('(');
        do {
            fields.add(cursor.astring());
        } while (cursor.accept(' '));
        cursor.expect(')');
        return List.copyOf(fields);
    }

    private Optional<Section.Partial> partial() {
        if (!cursor.accept('<')) {
            return Optional.empty();
        }
        long origin = cursor.number64();
        cursor.expect('.');
        long length = cursor.number64();
        if (length == 0) {
            throw new SyntaxException("The length must not be zero");
        }
        cursor.expect('>');
        return Optional.of(new Section.Partial(origin, length));
    }
}
