package org.letterlock.engine.pop3server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.AsciiHeader;
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

    /** No header that is rewritten is longer; what is beyond it stays as it is. */
    private static final int MAX_HEADER = 256 * 1024;

    private static final int ACCOUNT_DIGITS = 8;

    private final Conversation conversation;
    private final AccountStore store;
    private final AccountId account;
    private final MailboxId inbox;
    private final Maildrop letters;
    private final BitSet deleted = new BitSet();

    /** By how many octets the letters outgrow what is stored that are not given as they are. */
    private final Map<Integer, Long> surrogateExcess = new HashMap<>();

    private OpenMaildrop(
            Conversation conversation, AccountStore store, AccountId account, MailboxId inbox, Maildrop letters) {
        this.conversation = conversation;
        this.store = store;
        this.account = account;
        this.inbox = inbox;
        this.letters = letters;
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
            octets += deleted.get(number) ? 0 : size(number);
        }
        return octets;
    }

    /** How many octets RETR gives, before dots are stuffed. */
    private long size(int number) {
        Letter letter = letters.letter(number);
        return needsSurrogate(letter)
                ? letter.wireSize() + surrogateExcess.computeIfAbsent(number, n -> excess(letter))
                : letter.wireSize();
    }

    /** RFC 6856 §2.1: who did not ask for UTF-8 gets none in a header. */
    private boolean needsSurrogate(Letter letter) {
        return letter.utf8Header() > 0 && !conversation.utf8();
    }

    private long excess(Letter letter) {
        Optional<MessageContent> found = store.content(letter.message());
        if (found.isEmpty()) {
            return 0;
        }
        try (MessageContent content = found.get()) {
            byte[] header = header(content, letter);
            return onTheWire(AsciiHeader.of(header)) - onTheWire(header);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The header, or the whole lines of its beginning. */
    private static byte[] header(MessageContent content, Letter letter) throws IOException {
        int length = (int) Math.min(letter.utf8Header(), MAX_HEADER);
        try (InputStream in = content.open(0, length)) {
            byte[] header = in.readNBytes(length);
            int end = header.length;
            while (length < letter.utf8Header() && end > 0 && header[end - 1] != '\n') {
                end--;
            }
            return Arrays.copyOf(header, end);
        }
    }

    /** How long some lines are where each ends with CRLF. */
    private static long onTheWire(byte[] lines) {
        long length = lines.length;
        for (int i = 0; i < lines.length; i++) {
            length += lines[i] == '\n' && (i == 0 || lines[i - 1] != '\r') ? 1 : 0;
        }
        return lines.length == 0 || lines[lines.length - 1] == '\n' ? length : length + 2;
    }

    private static DatabaseException unreadable(IOException cause) {
        return new DatabaseException(DatabaseException.Reason.OTHER, "account: message unreadable", cause);
    }

    /** RFC 1939 §5, STAT. */
    void stat() {
        conversation.reply(Pop3Reply.ok(count() + " " + octets()));
    }

    /** RFC 1939 §5, LIST. */
    void list(OptionalInt message) {
        list(message, number -> number + " " + size(number));
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
     * The same for ever, and for no other letter in INBOX, whichever come and go (RFC 1939 §7): its UID, of which a copy of the file that is put back gives some a second
     * time, with when it was saved there, and some of the account's id for programs that mix the letters of several accounts.
     */
    private String uniqueId(int number) {
        Letter letter = letters.letter(number);
        return account.value().substring(0, ACCOUNT_DIGITS) + ".U"
                + letter.uid().value() + "." + Long.toString(letter.saved().toEpochMilli(), RADIX);
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
        try (MessageContent octets = content.get()) {
            byte[] header = needsSurrogate(letter) ? header(octets, letter) : new byte[0];
            try (InputStream rest = octets.open(header.length, octets.length() - header.length);
                    InputStream in = new SequenceInputStream(new ByteArrayInputStream(AsciiHeader.of(header)), rest)) {
                copy(in, number, bodyLines);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void copy(InputStream in, int number, OptionalInt bodyLines) throws IOException {
        byte[] piece = new byte[PIECE];
        // The first piece before the first word, so that a letter that cannot be read is refused.
        int length = in.read(piece);
        MultiLineWriter writer = bodyLines.isPresent()
                ? conversation.beginTop(Pop3Reply.ok("Top of the message follows"), bodyLines.getAsInt())
                : conversation.begin(Pop3Reply.ok(size(number) + " octets"));
        while (length >= 0 && !writer.isFull()) {
            writer.write(piece, 0, length);
            length = in.read(piece);
        }
        writer.end();
        conversation.ended();
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
