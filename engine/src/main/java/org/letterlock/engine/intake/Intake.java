package org.letterlock.engine.intake;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.sqlite.SqliteThreads;

/**
 * The one way in. A letter is encrypted once under a key of its own; that key and what the recipient may know of the envelope are sealed to each recipient's
 * account. What is accepted is on the disk when {@link #accept} returns, and stays until {@link #remove}.
 */
public final class Intake implements AutoCloseable {

    /**
     * @param key 32 octets; copied
     * @param arrived called after a commit, on a thread that must not block, with the accounts that have new entries
     */
    public Intake(Path file, byte[] key, SqliteThreads threads, SecureRandom random, Consumer<Set<AccountId>> arrived) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Accepts one letter for its recipients: durable when it returns.
     *
     * @param content the letter with all trace fields, in CRLF lines
     */
    public void accept(List<Recipient> recipients, ReversePath from, Instant received, Octets content) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The entries that wait for an account, oldest first, at most {@code limit}. */
    public List<EntryId> waiting(AccountId account, int limit) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** How many entries wait for an account. */
    public long waitingCount(AccountId account) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Opens an entry with the account's seal keys. The letter streams and is not held. Must not be used after {@link #remove}. */
    public Entry open(EntryId entry, SealKeyPair keys) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Forgets entries that are durable elsewhere, and letters that no entry refers to any more. */
    public void remove(List<EntryId> entries) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Names an entry: one letter for one account. Never used again.
     *
     * @param value 32 lower-case hexadecimal digits
     */
    public record EntryId(String value) {}

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
     * @param content the letter
     */
    public record Entry(ReversePath from, EmailAddress address, Instant received, Octets content) {}
}
