package org.letterlock.engine.imap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand.AppendContent;
import org.letterlock.engine.imap.ImapCommand.AppendMessage;
import org.letterlock.engine.imap.ImapCommand.CatenatePart;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;

/** APPEND and REPLACE (RFC 9051 §6.3.12, RFC 3502, RFC 3516 §4.4, RFC 4469, RFC 6855 §4, RFC 8508). The octets of messages are not there, only their announcements. */
final class AppendParser {

    private final OctetCursor cursor;
    private final int limit;

    /** @param limit how many messages, and how many parts of one */
    AppendParser(OctetCursor cursor, int limit) {
        this.cursor = cursor;
        this.limit = limit;
    }

    /** What the literal at the end is. All of APPEND and REPLACE behind the mailbox are messages or text of them, but URLs of CATENATE. */
    static AnnouncedMessage announced(OctetCursor cursor) {
        try {
            cursor.tag();
            cursor.space();
            String name = cursor.word();
            if (name.equals("UID")) {
                cursor.space();
                name = cursor.word();
            }
            cursor.space();
            AnnouncedMessage announced = AnnouncedMessage.ADDED;
            if (name.equals("REPLACE")) {
                announced = AnnouncedMessage.REPLACING;
                cursor.sequenceSet();
                cursor.space();
            } else if (!name.equals("APPEND")) {
                return AnnouncedMessage.NONE;
            }
            cursor.astringOctets();
            cursor.space();
            return cursor.endsWithLiteralBehind("URL ") ? AnnouncedMessage.NONE : announced;
        } catch (SyntaxException e) {
            return AnnouncedMessage.NONE;
        }
    }

    ImapCommand append() {
        cursor.space();
        MailboxName mailbox = cursor.mailbox();
        List<AppendMessage> messages = new ArrayList<>();
        do {
            cursor.space();
            messages.add(message());
            if (messages.size() > limit) {
                throw new SyntaxException("Too many messages");
            }
        } while (!cursor.atEnd());
        return new ImapCommand.Append(mailbox, List.copyOf(messages));
    }

    ImapCommand replace(boolean byUid) {
        cursor.space();
        SequenceSet number = cursor.sequenceSet();
        if (number.ranges().size() != 1
                || number.ranges().getFirst().one()
                        != number.ranges().getFirst().other()) {
            throw new SyntaxException("Expected one message");
        }
        cursor.space();
        MailboxName mailbox = cursor.mailbox();
        cursor.space();
        return new ImapCommand.Replace(byUid, number, mailbox, message());
    }

    private AppendMessage message() {
        Set<Flag> flags = Set.of();
        Optional<Instant> date = Optional.empty();
        if (cursor.peek() == '(') {
            flags = cursor.flagList();
            cursor.space();
        }
        if (cursor.peek() == '"') {
            date = Optional.of(ImapDateTime.parse(cursor.string())
                    .orElseThrow(() -> new SyntaxException("Expected a date and time")));
            cursor.space();
        }
        return new AppendMessage(flags, date, content());
    }

    private AppendContent content() {
        if (cursor.accept("CATENATE (")) {
            return new AppendContent.Catenate(parts());
        }
        if (cursor.accept("UTF8 (")) {
            utf8Literal();
            return new AppendContent.Literal(false);
        }
        boolean binary = cursor.accept('~');
        cursor.literalHead();
        return new AppendContent.Literal(binary);
    }

    /** The rest of {@code UTF8 (~{n})} (RFC 6855 §4). */
    private void utf8Literal() {
        cursor.expect('~');
        cursor.literalHead();
        cursor.expect(')');
    }

    private List<CatenatePart> parts() {
        List<CatenatePart> parts = new ArrayList<>();
        do {
            if (cursor.accept("TEXT ")) {
                cursor.accept('~');
                cursor.literalHead();
                parts.add(new CatenatePart.Text());
            } else if (cursor.accept("UTF8 (")) {
                utf8Literal();
                parts.add(new CatenatePart.Text());
            } else if (cursor.accept("URL ")) {
                parts.add(new CatenatePart.Url(cursor.astring()));
            } else {
                throw new SyntaxException("Expected TEXT or URL");
            }
            if (parts.size() > limit) {
                throw new SyntaxException("Too many parts");
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
        return List.copyOf(parts);
    }
}
