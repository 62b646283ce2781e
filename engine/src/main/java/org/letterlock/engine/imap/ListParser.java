package org.letterlock.engine.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand.ListReturn;
import org.letterlock.engine.imap.ImapCommand.ListSelection;
import org.letterlock.engine.imap.ImapCommand.StatusItem;
import org.letterlock.engine.mail.AnnotationName;

/** LIST, LSUB and STATUS (RFC 9051 §6.3.9, §6.3.11, RFC 5258, RFC 5819, RFC 9590). */
final class ListParser {

    private static final int MAX_PATTERNS = 32;

    private ListParser() {}

    static ImapCommand list(OctetCursor cursor, boolean xlist) {
        cursor.space();
        Set<ListSelection> select = cursor.peek() == '(' ? selection(cursor) : EnumSet.noneOf(ListSelection.class);
        String reference = cursor.mailboxText();
        cursor.space();
        List<String> patterns = new ArrayList<>();
        if (cursor.accept('(')) {
            do {
                patterns.add(cursor.listMailbox());
            } while (cursor.accept(' '));
            cursor.expect(')');
            if (patterns.size() > MAX_PATTERNS) {
                throw new SyntaxException("Too many patterns");
            }
        } else {
            patterns.add(cursor.listMailbox());
        }
        Set<ListReturn> returns = EnumSet.noneOf(ListReturn.class);
        List<StatusItem> status = new ArrayList<>();
        List<AnnotationName> metadata = new ArrayList<>();
        if (cursor.accept(' ') && !cursor.atEnd()) {
            returns(cursor, returns, status, metadata);
        }
        return new ImapCommand.ListMailboxes(
                reference, List.copyOf(patterns), select, returns, List.copyOf(status), List.copyOf(metadata), xlist);
    }

    private static Set<ListSelection> selection(OctetCursor cursor) {
        Set<ListSelection> select = EnumSet.noneOf(ListSelection.class);
        cursor.expect('(');
        if (!cursor.accept(')')) {
            do {
                select.add(
                        switch (cursor.word()) {
                            case "SUBSCRIBED" -> ListSelection.SUBSCRIBED;
                            case "REMOTE" -> ListSelection.REMOTE;
                            case "RECURSIVEMATCH" -> ListSelection.RECURSIVEMATCH;
                            case "SPECIAL-USE" -> ListSelection.SPECIAL_USE;
                            default -> throw new SyntaxException("Unknown selection option");
                        });
            } while (cursor.accept(' '));
            cursor.expect(')');
        }
        cursor.space();
        boolean alone = !select.contains(ListSelection.SUBSCRIBED) && !select.contains(ListSelection.SPECIAL_USE);
        if (select.contains(ListSelection.RECURSIVEMATCH) && alone) {
            throw new SyntaxException("RECURSIVEMATCH needs another selection option");
        }
        return select;
    }

    private static void returns(
            OctetCursor cursor, Set<ListReturn> returns, List<StatusItem> status, List<AnnotationName> metadata) {
        if (!cursor.word().equals("RETURN")) {
            throw new SyntaxException("Expected RETURN");
        }
        cursor.space();
        cursor.expect('(');
        if (cursor.accept(')')) {
            return;
        }
        do {
            switch (cursor.word()) {
                case "SUBSCRIBED" -> returns.add(ListReturn.SUBSCRIBED);
                case "CHILDREN" -> returns.add(ListReturn.CHILDREN);
                case "SPECIAL-USE" -> returns.add(ListReturn.SPECIAL_USE);
                case "STATUS" -> {
                    cursor.space();
                    statusItems(cursor, status);
                }
                case "METADATA" -> {
                    cursor.space();
                    cursor.expect('(');
                    metadata.addAll(new MetadataParser(cursor).listed());
                }
                default -> throw new SyntaxException("Unknown return option");
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
    }

    static ImapCommand lsub(OctetCursor cursor) {
        cursor.space();
        String reference = cursor.mailboxText();
        cursor.space();
        return new ImapCommand.Lsub(reference, cursor.listMailbox());
    }

    static ImapCommand status(OctetCursor cursor) {
        cursor.space();
        var mailbox = cursor.mailbox();
        cursor.space();
        List<StatusItem> items = new ArrayList<>();
        statusItems(cursor, items);
        return new ImapCommand.Status(mailbox, List.copyOf(items));
    }

    private static void statusItems(OctetCursor cursor, List<StatusItem> items) {
        cursor.expect('(');
        do {
            StatusItem item = switch (cursor.word()) {
                case "MESSAGES" -> StatusItem.MESSAGES;
                case "RECENT" -> StatusItem.RECENT;
                case "UIDNEXT" -> StatusItem.UIDNEXT;
                case "UIDVALIDITY" -> StatusItem.UIDVALIDITY;
                case "UNSEEN" -> StatusItem.UNSEEN;
                case "DELETED" -> StatusItem.DELETED;
                case "DELETED-STORAGE" -> StatusItem.DELETED_STORAGE;
                case "SIZE" -> StatusItem.SIZE;
                case "HIGHESTMODSEQ" -> StatusItem.HIGHESTMODSEQ;
                case "MAILBOXID" -> StatusItem.MAILBOXID;
                case "APPENDLIMIT" -> StatusItem.APPENDLIMIT;
                default -> throw new SyntaxException("Unknown status item");
            };
            if (!items.contains(item)) {
                items.add(item);
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
    }
}
