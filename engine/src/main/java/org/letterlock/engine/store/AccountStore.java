package org.letterlock.engine.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.SqliteThreads;

/**
 * The open file of one account. Every change is durable when its method returns, has a mod-sequence larger than all before it, and is then told to the
 * watchers. Safe for any number of threads; methods block and belong on virtual threads.
 *
 * <p>Messages are immutable and kept to the octet. A message may be in several mailboxes, or twice in one: each place is an entry with a UID, flags and a
 * mod-sequence of its own.
 */
public final class AccountStore implements AutoCloseable {

    private AccountStore() {}

    /**
     * Makes the file of a new account with INBOX and the mailboxes of special use (Archive, Drafts, Junk, Sent, Trash), all subscribed.
     *
     * @param key 32 octets; copied, the caller clears it
     * @param sealKeys the account's seal keys; the private half is kept in the file
     */
    public static AccountStore create(
            Path file, byte[] key, SealKeyPair sealKeys, SqliteThreads threads, Clock clock, SecureRandom random) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Opens the file of an account. */
    public static AccountStore open(Path file, byte[] key, SqliteThreads threads, Clock clock, SecureRandom random) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The seal keys of the account. */
    public SealKeyPair sealKeys() {
        throw new UnsupportedOperationException("skeleton");
    }

    // Mailboxes

    /** All mailboxes in the order of their names, INBOX first; also those that only have mailboxes below them. */
    public List<Mailbox> mailboxes() {
        throw new UnsupportedOperationException("skeleton");
    }

    public Optional<Mailbox> mailbox(MailboxName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Creates a mailbox and those above it that are missing. */
    public MailboxChange createMailbox(MailboxName name, Set<SpecialUse> uses) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Deletes a mailbox with its messages; one that has mailboxes below it stays as {@code \Noselect} (RFC 9051 §6.3.5). */
    public MailboxChange deleteMailbox(MailboxName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Renames a mailbox with all below it; renaming INBOX moves its messages into the new one (RFC 9051 §6.3.6). */
    public MailboxChange renameMailbox(MailboxName from, MailboxName to) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Subscribes to a name, which need not exist. */
    public void subscribe(MailboxName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    public void unsubscribe(MailboxName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Every subscribed name, whether there is such a mailbox or not. */
    public Set<MailboxName> subscriptions() {
        throw new UnsupportedOperationException("skeleton");
    }

    public MailboxStatus status(MailboxId mailbox) {
        throw new UnsupportedOperationException("skeleton");
    }

    // Reading

    /** Every UID of a mailbox, ascending, with what SELECT tells, all of one moment. Empty when the mailbox is gone. */
    public Optional<MailboxView> view(MailboxId mailbox) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** What happened in a mailbox after {@code since}. Empty when the mailbox is gone. */
    public Optional<Changes> changes(MailboxId mailbox, ModSeq since) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Hands over what is stored of the entries in {@code uids}, ascending, in memory that does not grow with their number. What is not asked for is
     * not read.
     */
    public void fetch(MailboxId mailbox, UidSet uids, EnumSet<Want> want, Consumer<StoredMessage> each) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The octets of a message, kept readable until closed even when it is expunged meanwhile. Empty when it is gone already. */
    public Optional<MessageContent> content(MessageId message) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The UIDs that match, ascending. */
    public List<Uid> search(MailboxId mailbox, SearchExpression expression) {
        throw new UnsupportedOperationException("skeleton");
    }

    // Changing

    /** Adds messages to a mailbox, all or none. */
    public AppendResult append(MailboxId mailbox, List<NewMessage> messages) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Takes letters in, each once: one whose {@code deliveryId} was taken before is skipped.
     *
     * @param mailbox where to, unless the letter says otherwise
     */
    public void deliver(MailboxId mailbox, List<Delivery> letters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Changes flags (RFC 9051 §6.4.6).
     *
     * @param unchangedSince entries with a larger mod-sequence are left alone and reported (RFC 7162 §3.1.3)
     */
    public FlagResult changeFlags(
            MailboxId mailbox, UidSet uids, FlagChange change, Set<Flag> flags, Optional<ModSeq> unchangedSince) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Copies entries with their flags into another mailbox, all or none. Empty when the target is gone. */
    public Optional<CopyResult> copy(MailboxId from, UidSet uids, MailboxId to) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Moves entries with their flags into another mailbox, all or none. Empty when the target is gone. */
    public Optional<CopyResult> move(MailboxId from, UidSet uids, MailboxId to) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Removes the entries flagged {@code \Deleted}, of {@code only} if given, and says which. */
    public UidSet expunge(MailboxId mailbox, Optional<UidSet> only) {
        throw new UnsupportedOperationException("skeleton");
    }

    // Watching

    /** Calls {@code watcher} after each commit that changed something, with the mailboxes it touched. On a thread that must not block. Close to stop. */
    public Watch watch(Consumer<Set<MailboxId>> watcher) {
        throw new UnsupportedOperationException("skeleton");
    }

    // Care

    /** Everything that is wrong with the file, in words; empty when every invariant holds. */
    public List<String> verify() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Writes an encrypted copy under the same key. */
    public void copyTo(Path target) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Names a mailbox for ever, whatever it is called. */
    public record MailboxId(long value) {}

    /** Names a message for ever (RFC 8474 EMAILID). */
    public record MessageId(long value) {}

    /**
     * A mailbox.
     *
     * @param id its id
     * @param name its name
     * @param uidValidity RFC 9051 §2.3.1.1; strictly larger than that of any earlier mailbox in this account
     * @param use what it is for
     * @param subscribed whether its name is subscribed
     * @param selectable whether it can be selected; false where only mailboxes below it are left
     * @param hasChildren whether there are mailboxes below it
     */
    public record Mailbox(
            MailboxId id,
            MailboxName name,
            long uidValidity,
            Optional<SpecialUse> use,
            boolean subscribed,
            boolean selectable,
            boolean hasChildren) {}

    /** What STATUS tells (RFC 9051 §6.3.11). {@code size} is the sum of RFC822.SIZE in octets. */
    public record MailboxStatus(
            long messages,
            long unseen,
            long deleted,
            long size,
            long uidNext,
            long uidValidity,
            ModSeq highestModSeq) {}

    /** A mailbox at one moment. {@code uids} ascend; {@code firstUnseen} is an index into them or -1. */
    public record MailboxView(
            long[] uids, int firstUnseen, long uidNext, long uidValidity, ModSeq highestModSeq, Set<Flag> keywords) {}

    /** What changed: entries that are new or have other flags, ascending, and UIDs that are gone. */
    public record Changes(ModSeq highestModSeq, List<FlagState> changed, UidSet vanished) {}

    /** The flags of an entry. {@code isNew} when the entry itself appeared since. */
    public record FlagState(Uid uid, Set<Flag> flags, ModSeq modSeq, boolean isNew) {}

    /** What {@link #fetch} is to read. UID, ids, flags, mod-sequence, dates and size always come. */
    public enum Want {
        ENVELOPE,
        STRUCTURE,
        PREVIEW
    }

    /** What is stored of an entry; what was not wanted is empty. */
    public record StoredMessage(
            Uid uid,
            MessageId id,
            long threadId,
            Set<Flag> flags,
            ModSeq modSeq,
            Instant received,
            Instant saved,
            long size,
            Optional<org.letterlock.engine.mime.ImapEnvelope> envelope,
            Optional<org.letterlock.engine.mime.MimePart> structure,
            Optional<String> preview) {}

    /** The octets of a message. Close it. */
    public interface MessageContent extends Octets, AutoCloseable {
        /** The octets from {@code offset}, at most {@code length} of them. */
        @Override
        java.io.InputStream open(long offset, long length) throws java.io.IOException;

        @Override
        void close();
    }

    /** A message to be added. {@code received} is IMAP's internal date. */
    public record NewMessage(Octets content, Set<Flag> flags, Instant received) {}

    /** A letter from the intake. */
    public record Delivery(String deliveryId, Octets content, Instant received) {}

    /** How a change of mailboxes ended. */
    public enum MailboxChange {
        DONE,
        ALREADY_EXISTS,
        NONEXISTENT,
        /** INBOX can be neither created nor deleted. */
        INBOX,
        /** Another mailbox has this special use (RFC 6154 §3), or the use cannot be given. */
        USE_TAKEN,
        /** Too deep, too long, or too many mailboxes. */
        LIMIT
    }

    /** How an append ended. */
    public sealed interface AppendResult {
        record Appended(long uidValidity, List<Uid> uids) implements AppendResult {}

        record MailboxGone() implements AppendResult {}

        record TooManyKeywords() implements AppendResult {}
    }

    /** What to do with flags. */
    public enum FlagChange {
        REPLACE,
        ADD,
        REMOVE
    }

    /** How a change of flags ended: the new state of each entry that was there and not modified, and those that were. */
    public record FlagResult(List<FlagState> states, UidSet modified, boolean tooManyKeywords) {}

    /** Which entry went where: {@code source} and {@code target} pair up in order (RFC 4315 §3). */
    public record CopyResult(long uidValidity, List<Uid> source, List<Uid> target) {}

    /** A registration. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
