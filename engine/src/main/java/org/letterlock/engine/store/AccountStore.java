package org.letterlock.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.letterlock.engine.crypto.SealKeyId;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.AccountHistory;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.mail.ThreadAlgorithm;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.mime.MimePart;
import org.letterlock.engine.mime.ScannedMessage;
import org.letterlock.engine.spam.Experience;
import org.letterlock.engine.spam.Reading;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Room;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.sqlite.Verifiable;

/**
 * The open file of one account. Every change is durable when its method returns, has a mod-sequence larger than all before it, and is then told to the
 * watchers. Safe for any number of threads; methods block and belong on virtual threads.
 *
 * <p>Messages are immutable and kept to the octet. A message may be in several mailboxes, or twice in one: each place is an entry with a UID, flags and a
 * mod-sequence of its own.
 */
public final class AccountStore implements AutoCloseable, Verifiable {

    /** How many octets of the disk stay free: 16 MiB. */
    private static final long RESERVE = 16L << 20;

    /** How long {@linkplain #discard discarded} letters stay in the trash: 30 days. */
    public static final Duration KEPT_IN_TRASH = Duration.ofDays(30);

    /** How many octets the value of an annotation has at most. */
    public static final int MAX_ANNOTATION = 16 * 1024;

    /** How many annotations a mailbox has at most, and the server. */
    public static final int MAX_ANNOTATIONS = 100;

    /** How many octets all annotations of an account have at most, with their names. */
    public static final int MAX_ANNOTATION_OCTETS = 1024 * 1024;

    private final Database database;
    private final Ledger ledger;
    private final Watchers watchers = new Watchers();
    private final Keyring keyring;
    private final History history;
    private final Mailboxes mailboxes;
    private final Annotations annotations;
    private final Views views;
    private final Entries entries;
    private final Arrivals arrivals;
    private final Fetching fetching;
    private final Contents contents;
    private final TextIndex index;
    private final Learning learning;
    private final Caretaker caretaker;

    private AccountStore(Path file, Database database, Clock clock, StoreLimits limits, Allowance allowance) {
        this.database = database;
        this.ledger = new Ledger(database, clock, watchers, allowance);
        this.keyring = new Keyring(ledger);
        this.history = new History(ledger);
        this.contents = new Contents(ledger, this::lastReaderClosed);
        this.index = new TextIndex(ledger, contents);
        this.learning = new Learning(ledger, contents);
        this.caretaker = new Caretaker(database, new Eraser(ledger, contents, index, limits), index, learning, limits);
        this.mailboxes = new Mailboxes(ledger);
        this.annotations = new Annotations(ledger);
        this.views = new Views(ledger);
        this.entries = new Entries(ledger, caretaker);
        this.arrivals = new Arrivals(ledger, caretaker, limits, new Room(file, RESERVE));
        this.fetching = new Fetching(ledger, contents, limits);
    }

    /**
     * Makes the file of a new account with INBOX and the mailboxes of special use (Archive, Drafts, Junk, Sent, Trash), all subscribed.
     *
     * @param key 32 octets; copied, the caller clears it
     * @param sealKeys the account's seal keys; the private half is kept in the file
     */
    public static AccountStore create(
            Path file, byte[] key, SealKeyPair sealKeys, SqliteThreads threads, Clock clock, SecureRandom random) {
        return create(file, key, sealKeys, threads, clock, StoreLimits.DEFAULT);
    }

    /** Opens the file of an account. */
    public static AccountStore open(Path file, byte[] key, SqliteThreads threads, Clock clock, Allowance allowance) {
        return open(file, key, threads, clock, StoreLimits.DEFAULT, allowance);
    }

    static AccountStore create(
            Path file, byte[] key, SealKeyPair sealKeys, SqliteThreads threads, Clock clock, StoreLimits limits) {
        if (Files.exists(file)) {
            throw new DatabaseException(DatabaseException.Reason.OTHER, "account: there is such a file already");
        }
        Database database = Database.open(file, key, StoreSchema.SCHEMA, threads);
        AccountStore store = new AccountStore(file, database, clock, limits, Allowance.UNLIMITED);
        store.ledger.begin();
        store.ledger.write(sql -> sql.insert(
                "INSERT INTO account (id, created, modseq, uidvalidity) VALUES (1, ?, 0, 0)", clock.millis()));
        store.keyring.add(sealKeys);
        store.mailboxes.createDefaults();
        store.caretaker.start();
        return store;
    }

    static AccountStore open(Path file, byte[] key, SqliteThreads threads, Clock clock, StoreLimits limits) {
        return open(file, key, threads, clock, limits, Allowance.UNLIMITED);
    }

    static AccountStore open(
            Path file, byte[] key, SqliteThreads threads, Clock clock, StoreLimits limits, Allowance allowance) {
        if (Files.notExists(file)) {
            throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: its file is missing");
        }
        Database database = Database.open(file, key, StoreSchema.SCHEMA, threads);
        AccountStore store = new AccountStore(file, database, clock, limits, allowance);
        boolean whole = false;
        try {
            whole = store.mailbox(MailboxName.INBOX).isPresent();
            if (!whole) {
                throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: the file was never finished");
            }
            store.ledger.begin();
            store.caretaker.begin();
            return store;
        } finally {
            if (!whole) {
                database.close();
            }
        }
    }

    // Keys and history

    /** The seal key pair that {@code id} names; an account keeps all that it ever had. */
    public Optional<SealKeyPair> sealKey(SealKeyId id) {
        return keyring.find(id);
    }

    /** Keeps one more seal key pair. Only when this has returned may its public half be used. */
    public void addSealKey(SealKeyPair pair) {
        keyring.add(pair);
    }

    /** Which state of which history this is. */
    public AccountHistory history() {
        return history.now();
    }

    /** Takes one mod-sequence, so that a copy of the file as it was until now is an earlier state than this. */
    public AccountHistory advanceHistory() {
        return history.advance();
    }

    /**
     * Goes on from here in a history of its own, because clients may have seen another: every mailbox gets a new UIDVALIDITY, larger than any before, and neither
     * mod-sequences nor ids of messages and mailboxes are given a second time. MAILBOXID and the ids of what is here stay.
     *
     * @param branch the new one
     * @param seen how far clients have seen the account, if that is known
     */
    public AccountHistory forkHistory(long branch, Optional<AccountHistory> seen) {
        return history.fork(branch, seen);
    }

    // Mailboxes

    /** All mailboxes in the order of their names, INBOX first; also those that only have mailboxes below them. */
    public List<Mailbox> mailboxes() {
        return mailboxes.list();
    }

    public Optional<Mailbox> mailbox(MailboxName name) {
        return mailboxes.find(name);
    }

    public Optional<Mailbox> mailbox(MailboxId id) {
        return mailboxes.find(id);
    }

    /** Creates a mailbox and those above it that are missing. */
    public MailboxChange createMailbox(MailboxName name, Set<SpecialUse> uses) {
        return mailboxes.create(name, uses);
    }

    /** Deletes a mailbox with its messages; one that has mailboxes below it stays as {@code \Noselect} (RFC 9051 §6.3.5). */
    public MailboxChange deleteMailbox(MailboxName name) {
        MailboxChange done = mailboxes.delete(name);
        caretaker.wake();
        return done;
    }

    /** Renames a mailbox with all below it; renaming INBOX moves its messages into the new one (RFC 9051 §6.3.6). */
    public MailboxChange renameMailbox(MailboxName from, MailboxName to) {
        return mailboxes.rename(from, to);
    }

    /** Subscribes to a name, which need not exist. */
    public void subscribe(MailboxName name) {
        mailboxes.subscribe(name);
    }

    public void unsubscribe(MailboxName name) {
        mailboxes.unsubscribe(name);
    }

    /** Every subscribed name, whether there is such a mailbox or not. */
    public Set<MailboxName> subscriptions() {
        return mailboxes.subscriptions();
    }

    /** Whether a name is subscribed, whether there is such a mailbox or not. */
    public boolean isSubscribed(MailboxName name) {
        return mailboxes.isSubscribed(name);
    }

    /** What is noted about a mailbox, or where none is named about the server. Empty when there is no such mailbox. */
    public Optional<SortedMap<AnnotationName, byte[]>> annotations(Optional<MailboxName> mailbox) {
        return annotations.of(mailbox);
    }

    /** Notes values about a mailbox, or where none is named about the server, all or none; an empty one takes the annotation away. */
    public AnnotationResult annotate(Optional<MailboxName> mailbox, Map<AnnotationName, Optional<byte[]>> values) {
        return annotations.set(mailbox, values);
    }

    /** One row read, whatever the mailbox holds. All zero, from UID 1 and UIDVALIDITY 1 on, when the mailbox is gone. */
    public MailboxStatus status(MailboxId mailbox) {
        return mailboxes.status(mailbox);
    }

    /** The sum of RFC822.SIZE of the entries flagged {@code \Deleted}, in octets. Takes time in proportion to the entries of the mailbox. */
    public long deletedSize(MailboxId mailbox) {
        return mailboxes.deletedSize(mailbox);
    }

    /** Notes that a client looks at the mailboxes, and not at INBOX alone. Only the first time writes; on a full disk a later one. */
    public void noteMailboxesSeen() {
        mailboxes.noteSeen();
    }

    /** Whether a client ever looked at the mailboxes: whoever reads INBOX alone finds nothing elsewhere. */
    public boolean mailboxesSeen() {
        return mailboxes.seen();
    }

    // How much

    /** How much it holds: what all mailboxes hold together. Does not block. */
    public Usage usage() {
        return ledger.usage();
    }

    /**
     * How much it holds without what moved in since it was opened, as {@link Delivery#waited} has it: for those who go on counting that where it waited, so that
     * it counts once at every moment. Does not block.
     */
    public Usage usageWithoutMoved() {
        return ledger.usageWithoutMoved();
    }

    /** How much it may hold, as its owner is told. Does not block. */
    public Quota quota() {
        return ledger.allowance().quota();
    }

    /** Whether {@code more} would find room now. Does not block. */
    public boolean hasRoom(Usage more) {
        return ledger.allowance().ceiling().admits(usageWithoutMoved(), more);
    }

    // Reading

    /** Every UID of a mailbox, ascending, with what SELECT tells, all of one moment. Empty when the mailbox is gone. */
    public Optional<MailboxView> view(MailboxId mailbox) {
        return views.view(mailbox);
    }

    /** A number that is another after each change and after the close: while it stays the same, nothing happened. Does not block. */
    public long changes() {
        return ledger.changes();
    }

    /** What happened in a mailbox after {@code since}. Empty when the mailbox is gone. */
    public Optional<Changes> changes(MailboxId mailbox, ModSeq since) {
        return entries.changes(mailbox, since);
    }

    /**
     * Hands over what is stored of the entries in {@code uids}, ascending, in memory that does not grow with their number. What is not asked for is
     * not read.
     */
    public void fetch(MailboxId mailbox, UidSet uids, EnumSet<Want> want, Consumer<StoredMessage> each) {
        fetching.fetch(mailbox, uids, want, each);
    }

    /** Hands over the flags of the entries in {@code uids}, ascending, as they were at one moment or another. Memory of 20 octets for each entry of the mailbox. */
    public void flags(MailboxId mailbox, UidSet uids, Consumer<FlagState> each) {
        fetching.flags(mailbox, uids, each);
    }

    /**
     * As {@link #fetch(MailboxId, UidSet, EnumSet, Consumer)}, with the octets of each message, which are closed after it; what is gone meanwhile is left out.
     *
     * @param body whether more than headers will be read
     */
    public void fetch(
            MailboxId mailbox,
            UidSet uids,
            EnumSet<Want> want,
            boolean body,
            BiConsumer<StoredMessage, MessageContent> each) {
        fetching.fetch(mailbox, uids, want, body ? Extent.Ahead.BODY : Extent.Ahead.HEADER, each);
    }

    /** The letters of a mailbox as POP3 numbers them, of one moment. Empty when the mailbox is gone. */
    public Optional<Maildrop> maildrop(MailboxId mailbox) {
        return entries.maildrop(mailbox);
    }

    /** The octets of a message, kept readable until closed even when it is expunged meanwhile. Empty when it is gone already. */
    public Optional<MessageContent> content(MessageId message) {
        return contents.open(message);
    }

    /**
     * The UIDs that match, ascending.
     *
     * @param limits how long it may take, and who looks on
     * @throws DatabaseException with {@link DatabaseException.Reason#INTERRUPTED} when it takes longer
     */
    public List<Uid> search(MailboxId mailbox, SearchExpression expression, SearchLimits limits) {
        return new Search(ledger, new Budget(database, limits), index).search(mailbox, expression);
    }

    /**
     * The UIDs that match, in the order of {@code criteria} (RFC 5256 §3), those that are alike in the order of the mailbox. Time as {@link #search} takes;
     * memory in proportion to what is found.
     *
     * @throws DatabaseException with {@link DatabaseException.Reason#INTERRUPTED} when it takes longer, or more memory than one sorting may have
     */
    public long[] sort(
            MailboxId mailbox, SearchExpression expression, List<SortCriterion> criteria, SearchLimits limits) {
        Budget budget = new Budget(database, limits);
        long[] found = uids(new Search(ledger, budget, index).search(mailbox, expression));
        return new Sorting(fetching, budget, criteria, Map.of()).sort(mailbox, found);
    }

    /**
     * Puts entries where they belong among others that are sorted already.
     *
     * @param sorted UIDs in the order of {@code criteria}; some may be gone
     * @param added UIDs that are not among them; what is gone of them is left out
     * @param criteria as {@link #sort} had them, by which the sorted ones were sorted; relevancy is none of them
     * @return both in the order of {@code criteria}
     * @throws DatabaseException as {@link #sort}
     */
    public long[] place(
            MailboxId mailbox, long[] sorted, UidSet added, List<SortCriterion> criteria, SearchLimits limits) {
        return new Sorting(fetching, new Budget(database, limits), criteria, Map.of()).place(mailbox, sorted, added);
    }

    /**
     * As {@link #sort}, with the relevancy of what is found (RFC 6203 §4).
     *
     * @param criteria by relevancy, too; none for the order of the mailbox
     * @throws DatabaseException as {@link #sort}
     */
    public Ranking rank(
            MailboxId mailbox, SearchExpression expression, List<SortCriterion> criteria, SearchLimits limits) {
        Budget budget = new Budget(database, limits);
        Map<Long, Integer> scores = new Search(ledger, budget, index).rank(mailbox, expression);
        long[] found = scores.keySet().stream().mapToLong(Long::longValue).toArray();
        return new Ranking(
                criteria.isEmpty() ? found : new Sorting(fetching, budget, criteria, scores).sort(mailbox, found),
                scores);
    }

    /**
     * What was found, and how well it fits.
     *
     * @param uids in their order
     * @param scores by UID, 1 to 100; empty where nobody asked
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Ranking(long[] uids, Map<Long, Integer> scores) {}

    /**
     * The messages that match, put together to threads (RFC 5256 §3). Time as {@link #search} takes; memory in proportion to what is found and what that refers to.
     *
     * @throws DatabaseException with {@link DatabaseException.Reason#INTERRUPTED} when it takes longer, or more memory than one threading may have
     */
    public List<MessageThread> thread(
            MailboxId mailbox, SearchExpression expression, ThreadAlgorithm algorithm, SearchLimits limits) {
        Budget budget = new Budget(database, limits);
        long[] found = uids(new Search(ledger, budget, index).search(mailbox, expression));
        return new Threading(fetching, budget).thread(algorithm, mailbox, found);
    }

    private static long[] uids(List<Uid> uids) {
        return uids.stream().mapToLong(Uid::value).toArray();
    }

    // Changing

    /** Adds messages to a mailbox, all or none. */
    public AppendResult append(MailboxId mailbox, List<NewMessage> messages) {
        return arrivals.append(mailbox, messages);
    }

    /**
     * Adds a message to a mailbox and removes the entry that it replaces, in one step (RFC 8508 §3.4).
     *
     * @param from where the entry is that goes
     */
    public AppendResult replace(MailboxId from, Uid replaced, MailboxId to, NewMessage message) {
        return arrivals.replace(from, replaced, to, message);
    }

    /** What the person's handling of other letters says of one that comes in. */
    public Experience experience(Reading reading) {
        return learning.recall(reading);
    }

    /** Whether a letter was taken in before. Its id is known for sixty days. */
    public boolean isTaken(String deliveryId) {
        return arrivals.isTaken(deliveryId);
    }

    /** Begins to make letters ready to be taken in. Several threads may do so at once, each with one of its own. */
    public Preparation preparation() {
        return arrivals.preparation();
    }

    /**
     * Takes letters in, in their order, whether the quota has room or not, because they were acknowledged; each once: one whose {@code deliveryId} was taken
     * before is skipped.
     *
     * @param mailbox where to, those apart that are junk; INBOX when it is gone
     */
    public void deliver(MailboxId mailbox, List<Arriving> letters) {
        arrivals.deliver(mailbox, letters);
    }

    /**
     * Changes flags (RFC 9051 §6.4.6).
     *
     * @param unchangedSince entries with a larger mod-sequence are left alone and reported (RFC 7162 §3.1.3)
     */
    public FlagResult changeFlags(
            MailboxId mailbox, UidSet uids, FlagChange change, Set<Flag> flags, Optional<ModSeq> unchangedSince) {
        return entries.changeFlags(mailbox, uids, change, flags, unchangedSince);
    }

    /** Copies entries with their flags into another mailbox, all or none. Copying or moving into the mailbox for junk, or out of it, marks and teaches what is junk. */
    public CopyOutcome copy(MailboxId from, UidSet uids, MailboxId to) {
        return entries.copy(from, uids, to);
    }

    /** Moves entries with their flags into another mailbox, all or none, whether there is room or not. Empty when the target is gone. */
    public Optional<CopyResult> move(MailboxId from, UidSet uids, MailboxId to) {
        return entries.move(from, uids, to);
    }

    /** Removes the entries flagged {@code \Deleted}, of {@code only} if given, and says which. */
    public UidSet expunge(MailboxId mailbox, Optional<UidSet> only) {
        return entries.expunge(mailbox, only);
    }

    /**
     * Moves entries to the trash for a client that knows no trash: unless somebody moves them elsewhere they go after {@linkplain #KEPT_IN_TRASH a time}. Makes a
     * mailbox for trash where there is none. What is gone already is passed over.
     *
     * @return false where there is no trash and none can be made; nothing was moved
     */
    public boolean discard(MailboxId from, UidSet uids) {
        Optional<MailboxId> trash = mailboxes.trash();
        return trash.isPresent() && entries.discard(from, uids, trash.get());
    }

    /** Removes entries, whatever their flags. What is gone already is passed over. */
    public void remove(MailboxId from, UidSet uids) {
        entries.remove(from, uids);
    }

    // Watching

    /** Calls {@code watcher} after commits, with what they did in its order. On a thread that must not block. Close to stop. */
    public Watch watch(Consumer<Set<Event>> watcher) {
        return watchers.watch(watcher);
    }

    /** As {@link #watch}, without what the calling thread does itself. */
    public Watch watchOthers(Consumer<Set<Event>> watcher) {
        return watchers.watchOthers(watcher);
    }

    // Care

    /** Does at once what is otherwise done in the background: erases what is gone, indexes text, gives space back. */
    public void settle() {
        caretaker.work();
    }

    private void lastReaderClosed() {
        caretaker.wake();
    }

    @Override
    public List<String> verify() {
        List<String> troubles = new ArrayList<>(database.fullCheck());
        troubles.addAll(ledger.read(Verification::run));
        return List.copyOf(troubles);
    }

    /** As {@link #verify}, for what takes reading every octet: that each piece unpacks to its length, and each attachment has the hash by which it is found. */
    public List<String> verifyContents() {
        return new ContentVerification(ledger).run();
    }

    /** Rebuilds the indexes, the counters, the references to attachments and the text index. Others wait meanwhile, a step at a time. */
    @Override
    public void repair() {
        database.reindex();
        index.rebuild();
        ledger.recount();
        caretaker.wake();
    }

    /** Writes an encrypted copy under the same key. */
    public void copyTo(Path target) {
        database.copyTo(target);
    }

    @Override
    public void close() {
        caretaker.close();
        database.close();
        ledger.end();
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
     * @param objectId the UIDVALIDITY that it began with: it names this mailbox and no other, for ever (RFC 8474 §4)
     * @param use what it is for
     * @param subscribed whether its name is subscribed
     * @param selectable whether it can be selected; false where only mailboxes below it are left
     * @param hasChildren whether there are mailboxes below it
     */
    public record Mailbox(
            MailboxId id,
            MailboxName name,
            long uidValidity,
            long objectId,
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
            long objectId,
            ModSeq highestModSeq) {}

    /** A mailbox at one moment. {@code uids} ascend; {@code firstUnseen} is an index into them or -1. */
    public record MailboxView(
            long[] uids,
            int firstUnseen,
            long uidNext,
            long uidValidity,
            long objectId,
            ModSeq highestModSeq,
            Set<Flag> keywords) {}

    /** What changed: entries that are new or have other flags, ascending, and UIDs that are gone. */
    public record Changes(ModSeq highestModSeq, List<FlagState> changed, UidSet vanished) {}

    /** The flags of an entry. {@code isNew} when the entry itself appeared since. */
    public record FlagState(Uid uid, Set<Flag> flags, ModSeq modSeq, boolean isNew) {}

    /** What {@link #fetch} is to read. UID, id, flags, mod-sequence, dates and size always come. */
    public enum Want {
        ENVELOPE,
        STRUCTURE,
        PREVIEW,
        LINEAGE,
        THREAD
    }

    /** What is stored of an entry; what was not wanted is empty. */
    public record StoredMessage(
            Uid uid,
            MessageId id,
            Set<Flag> flags,
            ModSeq modSeq,
            Instant received,
            Instant saved,
            long size,
            Optional<ImapEnvelope> envelope,
            Optional<MimePart> structure,
            Optional<String> preview,
            Optional<Lineage> lineage,
            Optional<Long> thread) {}

    /** The octets of a message. Close it. */
    public interface MessageContent extends Octets, AutoCloseable {

        /** How many of the octets are the header of the message, with the empty line that ends it. */
        long headerLength();

        /** The octets from {@code offset}, at most {@code length} of them. */
        @Override
        InputStream open(long offset, long length) throws IOException;

        @Override
        void close();
    }

    /** A message to be added. {@code received} is IMAP's internal date. */
    public record NewMessage(Octets content, Set<Flag> flags, Instant received) {}

    /** Makes letters ready, one after the other. One thread at a time; close it before the account's store. */
    public interface Preparation extends AutoCloseable {

        /**
         * Reads, scans and compresses a letter, and writes a large one ahead, where nobody sees it.
         *
         * @throws DatabaseException when the file fails or the disk has no room for it
         */
        Arriving prepare(Delivery letter);

        @Override
        void close();
    }

    /** A letter that is ready to be taken in. Close it, taken in or not. */
    public interface Arriving extends AutoCloseable {

        /** How long the letter is. */
        long octets();

        @Override
        void close();
    }

    /**
     * A letter from the intake.
     *
     * @param deliveryId never given twice; ids ascend in the order of letters, or nearly
     * @param content the letter
     * @param received when it was accepted
     * @param waited what it counts there, and is not to count here as long as the file is open ({@link #usageWithoutMoved})
     * @param junk whether it goes to the mailbox for junk, if there is one, and is marked so
     * @param scanned what a scan of the letter finds; empty where nobody scanned it yet
     */
    public record Delivery(
            String deliveryId,
            Octets content,
            Instant received,
            Usage waited,
            boolean junk,
            Optional<ScannedMessage> scanned) {

        /** One that nobody counted before. */
        public Delivery(String deliveryId, Octets content, Instant received) {
            this(deliveryId, content, received, Usage.NONE, false, Optional.empty());
        }
    }

    /** How a change of mailboxes ended. */
    public enum MailboxChange {
        DONE,
        ALREADY_EXISTS,
        NONEXISTENT,
        /** INBOX can be neither created nor deleted. */
        INBOX,
        /** Another mailbox has this special use (RFC 6154 §3), or the use cannot be given. */
        USE_TAKEN,
        /** What has a special use lies at the root: clients look for it there. */
        USE_BELOW_ROOT,
        /** Too deep, too long, or too many mailboxes. */
        LIMIT
    }

    /** How a change of annotations ended. */
    public enum AnnotationResult {
        DONE,
        NO_SUCH_MAILBOX,
        /** A value has more than {@link #MAX_ANNOTATION} octets. */
        TOO_LARGE,
        /** There would be more than {@link #MAX_ANNOTATIONS}, or more than {@link #MAX_ANNOTATION_OCTETS}. */
        TOO_MANY
    }

    /** How an append ended. */
    public sealed interface AppendResult {
        record Appended(long uidValidity, List<Uid> uids) implements AppendResult {}

        record MailboxGone() implements AppendResult {}

        record TooManyKeywords() implements AppendResult {}

        /** What was to be replaced is gone; nothing was added. */
        record MessageGone() implements AppendResult {}

        /** There is no room; nothing was added. */
        record OverQuota() implements AppendResult {}
    }

    /** What to do with flags. */
    public enum FlagChange {
        REPLACE,
        ADD,
        REMOVE
    }

    /** How a change of flags ended: the new state of each entry that was there and not modified, and those that were. */
    public record FlagResult(List<FlagState> states, UidSet modified, boolean tooManyKeywords) {}

    /** How copying ended. */
    public sealed interface CopyOutcome {
        record Copied(CopyResult entries) implements CopyOutcome {}

        record MailboxGone() implements CopyOutcome {}

        /** There is no room; nothing was copied. */
        record OverQuota() implements CopyOutcome {}
    }

    /** Which entry went where: {@code source} and {@code target} pair up in order (RFC 4315 §3). */
    public record CopyResult(long uidValidity, List<Uid> source, List<Uid> target) {}

    /** A registration. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
