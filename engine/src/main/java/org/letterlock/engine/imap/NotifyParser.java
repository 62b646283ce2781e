package org.letterlock.engine.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand.EventGroup;
import org.letterlock.engine.imap.ImapCommand.EventGroup.Specifier;
import org.letterlock.engine.imap.ImapCommand.NotifyEvent;
import org.letterlock.engine.mail.MailboxName;

/** NOTIFY (RFC 5465 §8), with the rules about which events go together (§5). */
final class NotifyParser {

    /** Groups of one command. */
    private static final int MAX_GROUPS = 100;

    /** Names of mailboxes in one command: all of them are kept for as long as the connection waits. */
    private static final int MAX_NAMES = 1000;

    private final OctetCursor cursor;
    private final int maxItems;
    private int names;

    NotifyParser(OctetCursor cursor, int maxItems) {
        this.cursor = cursor;
        this.maxItems = maxItems;
    }

    ImapCommand notification() {
        cursor.space();
        return switch (cursor.word()) {
            case "NONE" -> new ImapCommand.Notify(false, List.of());
            case "SET" -> set();
            default -> throw new SyntaxException("Expected SET or NONE");
        };
    }

    private ImapCommand set() {
        boolean status = cursor.accept(" STATUS ");
        if (!status) {
            cursor.space();
        }
        List<EventGroup> groups = new ArrayList<>();
        do {
            groups.add(group());
            if (groups.size() > MAX_GROUPS) {
                throw tooMuch();
            }
        } while (cursor.accept(' ') && !cursor.atEnd());
        if (groups.stream().filter(group -> group.specifier().isSelected()).count() > 1) {
            throw new SyntaxException("SELECTED or SELECTED-DELAYED, and once");
        }
        return new ImapCommand.Notify(status, groups);
    }

    private EventGroup group() {
        cursor.expect('(');
        Specifier specifier = specifier(cursor.word());
        Set<MailboxName> of =
                specifier == Specifier.SUBTREE || specifier == Specifier.MAILBOXES ? mailboxes() : Set.of();
        cursor.space();
        EventGroup group = events(specifier, of);
        cursor.expect(')');
        check(group);
        return group;
    }

    private static Specifier specifier(String word) {
        return switch (word) {
            case "SELECTED" -> Specifier.SELECTED;
            case "SELECTED-DELAYED" -> Specifier.SELECTED_DELAYED;
            case "INBOXES" -> Specifier.INBOXES;
            case "PERSONAL" -> Specifier.PERSONAL;
            case "SUBSCRIBED" -> Specifier.SUBSCRIBED;
            case "SUBTREE" -> Specifier.SUBTREE;
            case "MAILBOXES" -> Specifier.MAILBOXES;
            default -> throw new SyntaxException("Unknown mailbox specifier");
        };
    }

    private Set<MailboxName> mailboxes() {
        Set<MailboxName> mailboxes = new LinkedHashSet<>();
        cursor.space();
        boolean several = cursor.accept('(');
        do {
            mailboxes.add(cursor.mailbox());
            names++;
            if (names > MAX_NAMES) {
                throw tooMuch();
            }
        } while (several && cursor.accept(' '));
        if (several) {
            cursor.expect(')');
        }
        return mailboxes;
    }

    private static SyntaxException tooMuch() {
        return new SyntaxException("That is too much to look after", ResponseCode.NOTIFICATIONOVERFLOW);
    }

    /** Events in parentheses; without them, too, as in the examples of §3.1. */
    private EventGroup events(Specifier specifier, Set<MailboxName> of) {
        if (cursor.accept("NONE")) {
            return new EventGroup(specifier, of, Set.of(), List.of());
        }
        Set<NotifyEvent> events = EnumSet.noneOf(NotifyEvent.class);
        List<FetchItem> items = new ArrayList<>();
        boolean parentheses = cursor.accept('(');
        do {
            NotifyEvent event = event(cursor.atom());
            events.add(event);
            if (event == NotifyEvent.MESSAGE_NEW && cursor.accept(" (")) {
                items.addAll(new FetchParser(cursor, maxItems).listed());
            }
        } while (cursor.accept(' '));
        if (parentheses) {
            cursor.expect(')');
        }
        return new EventGroup(specifier, of, events, items.stream().distinct().toList());
    }

    private static NotifyEvent event(String name) {
        return Arrays.stream(NotifyEvent.values())
                .filter(event -> event.token().equalsIgnoreCase(name))
                .findFirst()
                .orElse(NotifyEvent.UNKNOWN);
    }

    private static void check(EventGroup group) {
        Set<NotifyEvent> events = group.events();
        boolean comes = events.contains(NotifyEvent.MESSAGE_NEW);
        boolean goes = events.contains(NotifyEvent.MESSAGE_EXPUNGE);
        boolean changes = events.contains(NotifyEvent.FLAG_CHANGE) || events.contains(NotifyEvent.ANNOTATION_CHANGE);
        if (comes != goes || (changes && !comes)) {
            throw new SyntaxException("MessageNew and MessageExpunge go together, and FlagChange with both");
        }
        boolean others = events.stream().anyMatch(event -> event != NotifyEvent.UNKNOWN && !event.isOfMessages());
        if (group.specifier().isSelected() && others) {
            throw new SyntaxException("SELECTED is for events of messages");
        }
        if (!group.specifier().isSelected() && !group.items().isEmpty()) {
            throw new SyntaxException("Items are for SELECTED");
        }
    }
}
