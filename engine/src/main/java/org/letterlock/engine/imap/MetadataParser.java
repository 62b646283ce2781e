package org.letterlock.engine.imap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand.AnnotationDepth;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.MailboxName;

/** GETMETADATA and SETMETADATA (RFC 5464 §5), and what LIST returns of them (RFC 9590). */
final class MetadataParser {

    private static final int MAX_ENTRIES = 200;

    private final OctetCursor cursor;
    private Optional<Long> maxSize = Optional.empty();
    private AnnotationDepth depth = AnnotationDepth.ZERO;

    MetadataParser(OctetCursor cursor) {
        this.cursor = cursor;
    }

    /** Options stand before the mailbox by the grammar of §5, and behind it in the examples of §4.2. */
    ImapCommand get() {
        cursor.space();
        if (cursor.accept('(')) {
            options();
            cursor.space();
        }
        Optional<MailboxName> mailbox = cursor.mailboxOrServer();
        cursor.space();
        if (cursor.accept('(')) {
            if (isEntry()) {
                return got(mailbox, listed());
            }
            options();
            cursor.space();
        }
        return got(mailbox, entries(cursor));
    }

    private ImapCommand got(Optional<MailboxName> mailbox, List<AnnotationName> entries) {
        return new ImapCommand.GetMetadata(mailbox, entries, maxSize, depth);
    }

    private boolean isEntry() {
        return cursor.peek() == '/' || cursor.peek() == '"' || cursor.peek() == '{';
    }

    private void options() {
        do {
            switch (cursor.word()) {
                case "MAXSIZE" -> {
                    cursor.space();
                    maxSize = Optional.of(cursor.number());
                }
                case "DEPTH" -> {
                    cursor.space();
                    depth = switch (cursor.word()) {
                        case "0" -> AnnotationDepth.ZERO;
                        case "1" -> AnnotationDepth.ONE;
                        case "INFINITY" -> AnnotationDepth.INFINITY;
                        default -> throw new SyntaxException("Expected 0, 1 or infinity");
                    };
                }
                default -> throw new SyntaxException("Unknown option");
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
    }

    /** One name, several in parentheses, or several without, as in the examples of §4.4.1. */
    static List<AnnotationName> entries(OctetCursor cursor) {
        MetadataParser parser = new MetadataParser(cursor);
        return cursor.accept('(') ? parser.listed() : parser.names();
    }

    /** Names behind an opening parenthesis. */
    List<AnnotationName> listed() {
        List<AnnotationName> names = names();
        cursor.expect(')');
        return names;
    }

    private List<AnnotationName> names() {
        List<AnnotationName> names = new ArrayList<>();
        do {
            AnnotationName name = name();
            if (!names.contains(name)) {
                names.add(name);
            }
            checkCount(names.size());
        } while (cursor.accept(' '));
        return List.copyOf(names);
    }

    private static void checkCount(int count) {
        if (count > MAX_ENTRIES) {
            throw new SyntaxException("Too many entries");
        }
    }

    private AnnotationName name() {
        return AnnotationName.parse(cursor.astring())
                .orElseThrow(() -> new SyntaxException("No annotation can have that name"));
    }

    ImapCommand set() {
        cursor.space();
        Optional<MailboxName> mailbox = cursor.mailboxOrServer();
        cursor.space();
        cursor.expect('(');
        Map<AnnotationName, Optional<byte[]>> values = new LinkedHashMap<>();
        do {
            AnnotationName name = name();
            if (!name.isComplete()) {
                throw new SyntaxException("No annotation can have that name");
            }
            cursor.space();
            values.put(name, value());
            checkCount(values.size());
        } while (cursor.accept(' '));
        cursor.expect(')');
        return new ImapCommand.SetMetadata(mailbox, values);
    }

    private Optional<byte[]> value() {
        if (cursor.peek() == '"' || cursor.peek() == '{' || cursor.peek() == '~') {
            return Optional.of(cursor.stringOctets());
        }
        if (!cursor.word().equals("NIL")) {
            throw new SyntaxException("Expected a string or NIL");
        }
        return Optional.empty();
    }
}
