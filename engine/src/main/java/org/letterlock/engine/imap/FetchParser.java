package org.letterlock.engine.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.imap.FetchItem.Simple;

/** FETCH and its items (RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 3516). */
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
            do {
                item(cursor.word(), items);
                if (items.size() > maxItems) {
                    throw new SyntaxException("Too many items");
                }
            } while (cursor.accept(' '));
            cursor.expect(')');
        } else {
            macroOrItem(items);
        }
        Optional<Long> changedSince = Optional.empty();
        boolean vanished = false;
        if (cursor.accept(' ') && !cursor.atEnd()) {
            cursor.expect('(');
            do {
                switch (cursor.word()) {
                    case "CHANGEDSINCE" -> {
                        cursor.space();
                        changedSince = Optional.of(cursor.number64());
                    }
                    case "VANISHED" -> vanished = true;
                    default -> throw new SyntaxException("Unknown parameter");
                }
            } while (cursor.accept(' '));
            cursor.expect(')');
        }
        if (vanished && (!byUid || changedSince.isEmpty())) {
            throw new SyntaxException("VANISHED goes with UID FETCH and CHANGEDSINCE only");
        }
        return new ImapCommand.Fetch(byUid, set, items.stream().distinct().toList(), changedSince, vanished);
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
