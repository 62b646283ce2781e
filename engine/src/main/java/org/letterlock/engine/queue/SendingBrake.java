package org.letterlock.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.sqlite.Sql;

/**
 * Counts what accounts send and says what is to be held. What is counted lies in the queue's file, in the transaction of the letter it belongs to, so that neither a
 * crash nor a restart forgets it.
 *
 * <p>Whom an account wrote to is remembered for good, and only as a MAC: enough to know an address again, not to read a list of them.
 */
final class SendingBrake {

    private static final long DAY = Duration.ofDays(1).toMillis();

    /** How much is held for one account at most; there is no use in more of what somebody has to look at. */
    private static final long MOST_LETTERS = 5_000;

    private static final long MOST_RECIPIENTS = 50_000;
    private static final long MOST_OCTETS = 1L << 30;

    private final AddressMac mac;

    /** @param key of the queue's file; copied */
    SendingBrake(byte[] key) {
        this.mac = new AddressMac(key, "correspondents");
    }

    /** Counts a letter, or says why it is to be held; then it is not counted. */
    Optional<HeldFor> admit(Sql sql, Origin.Submitted origin, Collection<EmailAddress> to, long now) {
        SendingLimits limits = origin.limits();
        List<byte[]> unknown = unknown(sql, origin.account(), to);
        if (letters(sql, origin.account(), now) >= limits.letters()) {
            return Optional.of(HeldFor.LETTERS);
        }
        if (!unknown.isEmpty() && recipients(sql, origin.account(), now) > limits.recipients() - unknown.size()) {
            return Optional.of(HeldFor.RECIPIENTS);
        }
        // What goes without a limit is not counted against the next one.
        note(sql, origin.account(), unknown, limits.recipients() == SendingLimits.NO_LIMIT ? 0 : now);
        return Optional.empty();
    }

    /** Remembers the recipients of a letter that the owner let go; they are not counted. */
    void known(Sql sql, AccountId account, Collection<EmailAddress> to) {
        note(sql, account, unknown(sql, account, to), 0);
    }

    private static void note(Sql sql, AccountId account, List<byte[]> addresses, long first) {
        addresses.forEach(address -> sql.update(
                "INSERT INTO correspondent (account, address, first) VALUES (?, ?, ?)",
                account.value(),
                address,
                first));
    }

    private List<byte[]> unknown(Sql sql, AccountId account, Collection<EmailAddress> to) {
        return to.stream()
                .map(address -> address.canonical().toString())
                .distinct()
                .map(address -> mac.of(account.value(), address))
                .filter(address -> sql.first(
                                "SELECT 1 FROM correspondent WHERE account = ? AND address = ?",
                                row -> row.integer(0),
                                account.value(),
                                address)
                        .isEmpty())
                .toList();
    }

    /** Whether an account wrote to {@code address}. */
    boolean knows(Sql sql, AccountId account, EmailAddress address) {
        return unknown(sql, account, List.of(address)).isEmpty();
    }

    /** Whether no more is held for {@code account} than somebody can look at. */
    static boolean mayHoldMore(Sql sql, AccountId account) {
        SendingUse.Held held = held(sql, account);
        return held.letters() < MOST_LETTERS && held.recipients() < MOST_RECIPIENTS && held.octets() < MOST_OCTETS;
    }

    /** Whether no more of {@code account} waits for its time than it may. */
    static boolean mayPutOffMore(Sql sql, AccountId account, long now) {
        return sql.first(
                        "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM message WHERE submitter = ? AND begins > ? AND settled IS NULL",
                        row -> row.integer(0) < MOST_LETTERS && row.integer(1) < MOST_OCTETS,
                        account.value(),
                        now)
                .orElseThrow();
    }

    static SendingUse use(Sql sql, AccountId account, long now) {
        return new SendingUse(letters(sql, account, now), recipients(sql, account, now), held(sql, account));
    }

    private static long letters(Sql sql, AccountId account, long now) {
        return sql.count(
                "SELECT COUNT(*) FROM message WHERE submitter = ? AND counted = 1 AND enqueued > ?",
                account.value(),
                now - DAY);
    }

    private static long recipients(Sql sql, AccountId account, long now) {
        return sql.count(
                "SELECT COUNT(*) FROM correspondent WHERE account = ? AND first > ?", account.value(), now - DAY);
    }

    private static SendingUse.Held held(Sql sql, AccountId account) {
        Set<HeldFor> reasons = EnumSet.noneOf(HeldFor.class);
        sql.each(
                "SELECT DISTINCT held_for FROM message WHERE submitter = ? AND held_for IS NOT NULL",
                row -> reasons.add(HeldFor.valueOf(row.text(0))),
                account.value());
        long recipients = sql.count(
                "SELECT COUNT(*) FROM message m JOIN recipient r ON r.message = m.id"
                        + " WHERE m.submitter = ? AND m.held_for IS NOT NULL",
                account.value());
        return sql.first(
                        "SELECT COUNT(*), COALESCE(SUM(size), 0), MIN(enqueued) FROM message"
                                + " WHERE submitter = ? AND held_for IS NOT NULL",
                        row -> new SendingUse.Held(
                                row.integer(0),
                                recipients,
                                row.integer(1),
                                row.isNull(2) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.integer(2))),
                                reasons),
                        account.value())
                .orElseThrow();
    }
}
