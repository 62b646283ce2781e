package org.letterlock.engine.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.letterlock.engine.crypto.ContentKey;
import org.letterlock.engine.crypto.SealBrokenException;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealKeys;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Room;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.sqlite.Verifiable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in. A letter is encrypted once under a key of its own; that key and what the recipient may know of the envelope are sealed to each recipient's
 * account. What is accepted is on the disk when {@link #accept} returns, and stays until {@link #remove}.
 */
public final class Intake implements AutoCloseable, Verifiable {

    /** How many octets of letters wait at most, unless told otherwise: 16 GiB. */
    public static final long MOST_OCTETS = 16L << 30;

    /** How much waits for one account at most, so that a flood for one leaves room for the others: 2 GiB, and 100,000 letters. Whoever accepts asks {@link #usage} first. */
    public static final Quota SHARE = new Quota(2L << 30, 100_000);

    /** How many octets of the disk stay free for everything else: 64 MiB. */
    public static final long RESERVE = 64L << 20;

    /** Octets of a letter's name: milliseconds since 1970, so that who keeps names in their order adds to the end, then random ones. */
    private static final int NAME = 16;

    static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** From so many free pages (16 MiB) on, space goes back to the disk, this much of it after each removal. */
    private static final int FREE_PAGES = 4096;

    private static final int RELEASED_PAGES = 1024;

    private final Room room;
    private final Database database;
    private final SecureRandom random;
    private final Consumer<Set<AccountId>> arrived;
    private final long mostOctets;
    private final AtomicLong octets;
    private final Tallies tallies;

    /**
     * As {@link #Intake(Path, byte[], SqliteThreads, SecureRandom, Consumer, long)} with {@link #MOST_OCTETS}.
     *
     * @param key 32 octets; copied
     * @param arrived called after a commit, on a thread that must not block, with the accounts that have new entries
     */
    public Intake(Path file, byte[] key, SqliteThreads threads, SecureRandom random, Consumer<Set<AccountId>> arrived) {
        this(file, key, threads, random, arrived, MOST_OCTETS);
    }

    /**
     * @param key 32 octets; copied
     * @param arrived called after a commit, on a thread that must not block, with the accounts that have new entries
     * @param mostOctets how many octets of letters wait at most
     * @throws DatabaseException when the file does not open
     */
    public Intake(
            Path file,
            byte[] key,
            SqliteThreads threads,
            SecureRandom random,
            Consumer<Set<AccountId>> arrived,
            long mostOctets) {
        this.database = Database.open(file, key, IntakeTables.SCHEMA, threads);
        this.room = new Room(file, RESERVE);
        this.random = random;
        this.arrived = arrived;
        this.mostOctets = mostOctets;
        int left = database.write(IntakeTables::deleteUnreferencedLetters);
        if (left > 0) {
            LOG.info("{} letters that were not accepted to the end were removed", left);
        }
        this.octets = new AtomicLong(database.<Long>read(IntakeTables::totalLength));
        this.tallies = new Tallies(database.read(IntakeTables::usages));
    }

    /**
     * Accepts one letter for its recipients: durable when it returns.
     *
     * @param provenance what is known of where it comes from; sealed with it
     * @param content the letter with all trace fields, in CRLF lines
     * @throws DatabaseException when it was not accepted, with {@link DatabaseException.Reason#FULL} when too much waits or the disk is full
     * @throws UncheckedIOException when the content cannot be read; it was not accepted
     */
    public void accept(Reception reception, ReversePath from, Provenance provenance, Instant received, Octets content) {
        long length = content.length();
        take(length);
        Set<AccountId> accounts =
                reception.recipients().stream().map(Recipient::account).collect(Collectors.toUnmodifiableSet());
        accounts.forEach(account -> tallies.add(account, Usage.of(length)));
        boolean accepted = false;
        try {
            store(reception, new Origin(from, provenance, received), content);
            accepted = true;
        } finally {
            if (!accepted) {
                octets.addAndGet(-length);
                accounts.forEach(account -> tallies.takeBack(account, Usage.of(length)));
            }
        }
        announce(accounts);
    }

    private void take(long length) {
        room.require(length);
        if (octets.addAndGet(length) > mostOctets) {
            octets.addAndGet(-length);
            throw new DatabaseException(DatabaseException.Reason.FULL, "the intake is full");
        }
    }

    /** What the sealed part of every recipient says alike. */
    private record Origin(ReversePath from, Provenance provenance, Instant received) {}

    private void store(Reception reception, Origin origin, Octets content) {
        byte[] name = new byte[NAME];
        random.nextBytes(name);
        ByteBuffer.wrap(name).putLong(origin.received().toEpochMilli());
        try (ContentKey key = ContentKey.generate(random)) {
            List<LetterWriter.NewEntry> entries = seal(reception, origin, key, name);
            LetterWriter writer = new LetterWriter(database, name, key);
            boolean committed = false;
            try {
                writer.encrypt(content);
                writer.commit(entries);
                committed = true;
            } catch (IOException e) {
                throw new UncheckedIOException("a letter cannot be read", e);
            } finally {
                if (!committed) {
                    writer.discard();
                }
            }
        }
    }

    private List<LetterWriter.NewEntry> seal(Reception reception, Origin origin, ContentKey key, byte[] name) {
        List<LetterWriter.NewEntry> entries = new ArrayList<>();
        for (int i = 0; i < reception.recipients().size(); i++) {
            Recipient recipient = reception.recipients().get(i);
            SealedPart part = new SealedPart(
                    key.octets(), origin.received(), origin.from(), recipient.address(), origin.provenance());
            byte[] plain = part.encoded();
            try {
                byte[] sealed = reception.seal(i, plain, SealedPart.context(recipient.account(), name), random);
                entries.add(new LetterWriter.NewEntry(
                        recipient.account(), recipient.sealKey().id(), sealed));
            } finally {
                Arrays.fill(plain, (byte) 0);
                part.clear();
            }
        }
        return entries;
    }

    private void announce(Set<AccountId> accounts) {
        try {
            arrived.accept(accounts);
        } catch (RuntimeException e) {
            // The letter is durable: whatever the listener does, its sender must not be told otherwise.
            LOG.error("the listener for new letters failed", e);
        }
    }

    /** The entries that wait for an account, oldest first, at most {@code limit}. */
    public List<EntryId> waiting(AccountId account, int limit) {
        return waiting(account, 0, limit);
    }

    /**
     * As the other, of those in places after {@code after}. While the entry in that place waits, every later one has a place after it.
     *
     * @param after an entry's {@code seq}, or 0
     */
    public List<EntryId> waiting(AccountId account, long after, int limit) {
        return database.read(sql -> IntakeTables.waiting(sql, account, after, limit));
    }

    /** How many entries wait for an account. */
    public long waitingCount(AccountId account) {
        return usage(account).messages();
    }

    /** What waits for an account, and what is just being accepted for it; each letter counts in full for each of its recipients. */
    public Usage usage(AccountId account) {
        return tally(account).waiting();
    }

    /** What waits for an account, and what did, of one moment. Does not block. */
    public Tally tally(AccountId account) {
        return tallies.of(account);
    }

    /** How many octets of letters wait, each counted once however many recipients it has. */
    public long octets() {
        return octets.get();
    }

    /**
     * Opens an entry with the one of the account's seal keys that it names. The letter streams and is not held. Must not be used after {@link #remove}. The letter's stream reads the
     * intake in small steps; it may be read inside the write of another database, not inside a read.
     *
     * @throws SealBrokenException when its key is not among these, or it does not open; reading the letter throws it when the letter was changed
     * @throws NoSuchElementException when there is no such entry
     */
    public Entry open(EntryId entry, SealKeys keys) {
        IntakeTables.StoredEntry stored = database.read(sql -> IntakeTables.entry(sql, entry))
                .orElseThrow(() -> new NoSuchElementException("no such entry waits"));
        SealKeyPair key = keys.find(stored.key())
                .orElseThrow(() -> new SealBrokenException("an entry is sealed to a key that is not here"));
        byte[] plain = key.open(stored.sealed(), SealedPart.context(stored.account(), stored.name()));
        try {
            SealedPart part = SealedPart.decode(plain);
            ContentKey content = ContentKey.of(part.contentKey());
            part.clear();
            return new Entry(
                    part.from(),
                    part.address(),
                    part.received(),
                    part.provenance(),
                    new WaitingLetter(database, stored, content));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Forgets entries that are durable elsewhere, and letters that no entry refers to any more. Entries that are gone already are passed over. */
    public void remove(List<EntryId> entries) {
        if (entries.isEmpty()) {
            return;
        }
        List<IntakeTables.Removed> gone = database.write(sql -> {
            List<IntakeTables.Removed> removed = new ArrayList<>();
            for (EntryId entry : entries) {
                IntakeTables.deleteEntry(sql, entry).ifPresent(removed::add);
            }
            long free =
                    sql.first("PRAGMA freelist_count", row -> row.integer(0)).orElse(0L);
            if (free > FREE_PAGES) {
                sql.execute("PRAGMA incremental_vacuum(" + RELEASED_PAGES + ")");
            }
            return removed;
        });
        for (IntakeTables.Removed entry : gone) {
            octets.addAndGet(-entry.freed());
            tallies.remove(entry.account(), Usage.of(entry.length()));
        }
    }

    @Override
    public List<String> verify() {
        List<String> complaints = new ArrayList<>(database.fullCheck());
        complaints.addAll(database.read(IntakeTables::complaints));
        return complaints;
    }

    /** Rebuilds the index, and how many entries each letter has. */
    @Override
    public void repair() {
        database.reindex();
        database.write(sql -> {
            IntakeTables.countAgain(sql);
            return true;
        });
    }

    /** The accounts that something waits for. */
    public Set<AccountId> recipients() {
        return database.read(IntakeTables::recipients);
    }

    @Override
    public void close() {
        database.close();
    }

    /**
     * How much waits for an account, and how much did.
     *
     * @param waiting what waits, and what is just being accepted
     * @param removed what was removed since the intake was opened
     */
    public record Tally(Usage waiting, Usage removed) {

        /** What waits or did: removing changes nothing of it. */
        public Usage all() {
            return waiting.plus(removed);
        }
    }

    /**
     * Names an entry: one letter for one account.
     *
     * @param seq where it stands; given again when it is gone
     * @param letter the letter's name in 32 hexadecimal digits, which no other letter for the account ever has
     */
    public record EntryId(long seq, String letter) {}

    /**
     * One recipient in this place.
     *
     * @param account whose letter it is
     * @param sealKey the account's key
     * @param address the address it came to, in full; Delivered-To names it
     */
    public record Recipient(AccountId account, SealPublicKey sealKey, EmailAddress address) {}

    /**
     * An opened entry.
     *
     * @param from the reverse-path
     * @param address the address it came to
     * @param received when it was accepted
     * @param provenance what was known of where it comes from
     * @param content the letter
     */
    public record Entry(
            ReversePath from, EmailAddress address, Instant received, Provenance provenance, Octets content) {}
}
