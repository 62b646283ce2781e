package org.letterlock.engine.pop3server;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.pop3.MultiLineWriter;
import org.letterlock.engine.pop3.Pop3Reply;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.MessageContent;
import org.letterlock.engine.store.Maildrop;
import org.letterlock.engine.store.Maildrop.Letter;

/**
 * The TRANSACTION state: INBOX as it was at the login, and what the client deleted of it (RFC 1939 §5). Numbers stay what they are, whatever happens to INBOX meanwhile. A
 * letter that another client moved elsewhere can still be had; one that is gone cannot.
 */
final class OpenMaildrop {

    private static final int PIECE = 32 * 1024;

    /** How many letters one transaction takes out, so that others come to their turn. */
    private static final int BATCH = 500;

    private static final int RADIX = 36;
    private static final int ACCOUNT_DIGITS = 8;

    private final Conversation conversation;
    private final AccountStore store;
    private final AccountId account;
    private final MailboxId inbox;
    private final Maildrop letters;
    private final boolean hasCopies;
    private final BitSet deleted = new BitSet();

    private OpenMaildrop(
            Conversation conversation, AccountStore store, AccountId account, MailboxId inbox, Maildrop letters) {
        this.conversation = conversation;
        this.store = store;
        this.account = account;
        this.inbox = inbox;
        this.letters = letters;
        this.hasCopies = letters.hasCopies();
    }

    /** @throws DatabaseException when it cannot be read */
    static OpenMaildrop of(Conversation conversation, AccountStore store, AccountId account) {
        MailboxId inbox = store.mailbox(MailboxName.INBOX).orElseThrow().id();
        return new OpenMaildrop(
                conversation, store, account, inbox, store.maildrop(inbox).orElseThrow());
    }

    AccountId account() {
        return account;
    }

    /** A letter that is there and was not deleted. */
    private boolean isThere(int number) {
        return number >= 1 && number <= letters.count() && !deleted.get(number);
    }

    private int count() {
        return letters.count() - deleted.cardinality();
    }

    private long octets() {
        long octets = 0;
        for (int number = 1; number <= letters.count(); number++) {
            octets += deleted.get(number) ? 0 : letters.letter(number).wireSize();
        }
        return octets;
    }

    /** RFC 1939 §5, STAT. */
    void stat() {
        conversation.reply(Pop3Reply.ok(count() + " " + octets()));
    }

    /** RFC 1939 §5, LIST. */
    void list(OptionalInt message) {
        list(message, number -> number + " " + letters.letter(number).wireSize());
    }

    /** RFC 1939 §7, UIDL. */
    void uidl(OptionalInt message) {
        list(message, number -> number + " " + uniqueId(number));
    }

    private void list(OptionalInt message, IntFunction<String> listing) {
        if (message.isPresent()) {
            int number = message.getAsInt();
            conversation.reply(isThere(number) ? Pop3Reply.ok(listing.apply(number)) : Replies.NO_SUCH_MESSAGE);
            return;
        }
        MultiLineWriter lines = conversation.begin(Pop3Reply.ok(count() + " messages"));
        for (int number = 1; number <= letters.count(); number++) {
            if (!deleted.get(number)) {
                lines.line(listing.apply(number));
            }
        }
        lines.end();
        conversation.ended();
    }

    /**
     * The same for ever, and for no other letter: the message's id, of which a copy of the file that is put back gives some a second time, with when it was received, and
     * some of the account's id for programs that mix the letters of several accounts. A message that is here twice has one id for each place.
     */
    private String uniqueId(int number) {
        Letter letter = letters.letter(number);
        String id = account.value().substring(0, ACCOUNT_DIGITS) + ".M"
                + letter.message().value() + "."
                + Long.toString(letter.received().toEpochMilli(), RADIX);
        int copies = hasCopies ? letters.copiesBefore(number) : 0;
        return copies == 0 ? id : id + "." + (copies + 1);
    }

    /** RFC 1939 §5, RETR. */
    void retr(int number) {
        send(number, OptionalInt.empty());
    }

    /** RFC 1939 §7, TOP. */
    void top(int number, int lines) {
        send(number, OptionalInt.of(lines));
    }

    private void send(int number, OptionalInt bodyLines) {
        if (!isThere(number)) {
            conversation.reply(Replies.NO_SUCH_MESSAGE);
            return;
        }
        Letter letter = letters.letter(number);
        Optional<MessageContent> content = store.content(letter.message());
        if (content.isEmpty()) {
            conversation.reply(Replies.MESSAGE_GONE);
            return;
        }
        try (MessageContent octets = content.get();
                InputStream in = octets.open()) {
            byte[] piece = new byte[PIECE];
            // The first piece before the first word, so that a letter that cannot be read is refused.
            int length = in.read(piece);
            MultiLineWriter writer = bodyLines.isPresent()
                    ? conversation.beginTop(Pop3Reply.ok("Top of the message follows"), bodyLines.getAsInt())
                    : conversation.begin(Pop3Reply.ok(letter.wireSize() + " octets"));
            while (length >= 0 && !writer.isFull()) {
                writer.write(piece, 0, length);
                length = in.read(piece);
            }
            writer.end();
            conversation.ended();
        } catch (IOException e) {
            throw new DatabaseException(DatabaseException.Reason.OTHER, "account: message unreadable", e);
        }
    }

    /** RFC 1939 §5, DELE. */
    void dele(int number) {
        boolean there = isThere(number);
        if (there) {
            deleted.set(number);
        }
        conversation.reply(there ? Pop3Reply.ok("Message " + number + " deleted") : Replies.NO_SUCH_MESSAGE);
    }

    /** RFC 1939 §5, NOOP. */
    void noop() {
        conversation.reply(Pop3Reply.ok("Done"));
    }

    /** RFC 1939 §5, RSET. */
    void rset() {
        deleted.clear();
        stat();
    }

    /**
     * The UPDATE state (RFC 1939 §6): what was deleted goes. What another client took away meanwhile is passed over.
     *
     * @param forGood whether it does not go to the trash
     */
    void update(boolean forGood) {
        boolean all = true;
        int next = deleted.nextSetBit(0);
        while (next >= 0) {
            LongStream.Builder uids = LongStream.builder();
            for (int taken = 0; next >= 0 && taken < BATCH; taken++) {
                uids.add(letters.letter(next).uid().value());
                next = deleted.nextSetBit(next + 1);
            }
            UidSet batch = UidSet.of(uids.build().toArray());
            if (forGood) {
                store.remove(inbox, batch);
            } else {
                all &= store.discard(inbox, batch);
            }
        }
        conversation.reply(all ? Replies.BYE : Replies.NOT_ALL_REMOVED);
    }
}
