package org.letterlock.engine.queue;

import java.time.Duration;
import java.time.Instant;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sqlite.Database;

/**
 * Whom accounts answered while their people are away, and when. A sender is a MAC, and is forgotten after {@link #LONGEST}; with the limit of a day that bounds what is kept. Safe for any
 * thread; durable when a method returns.
 */
public final class ReplyMemory {

    /** How long a sender is remembered. */
    public static final Duration LONGEST = Duration.ofDays(31);

    /** How many senders an account answers within 24 hours: nobody can have it write to more. */
    public static final int MOST_A_DAY = 200;

    private static final Duration DAY = Duration.ofDays(1);

    private final Database database;
    private final AddressMac macs;

    ReplyMemory(Database database, AddressMac macs) {
        this.database = database;
        this.macs = macs;
    }

    /**
     * Notes that an account answers a sender now, unless it did so not long ago, or answered too many within a day.
     *
     * @param about what it answers with; another answer is one that the sender does not have yet
     * @param pause for how long a sender is not answered again, at most {@link #LONGEST}
     * @return whether it is to be answered
     */
    public boolean note(AccountId account, EmailAddress sender, String about, Duration pause, Instant now) {
        byte[] mac = macs.of(account.value(), sender.canonical().toString(), about);
        return database.write(sql -> {
            sql.update(
                    "DELETE FROM reply WHERE account = ? AND at <= ?",
                    account.value(),
                    now.minus(LONGEST).toEpochMilli());
            boolean had = sql.first(
                            "SELECT 1 FROM reply WHERE account = ? AND sender = ? AND at > ?",
                            row -> row.integer(0),
                            account.value(),
                            mac,
                            now.minus(pause).toEpochMilli())
                    .isPresent();
            long today = sql.count(
                    "SELECT COUNT(*) FROM reply WHERE account = ? AND at > ?",
                    account.value(),
                    now.minus(DAY).toEpochMilli());
            if (had || today >= MOST_A_DAY) {
                return false;
            }
            sql.update(
                    "INSERT OR REPLACE INTO reply (account, sender, at) VALUES (?, ?, ?)",
                    account.value(),
                    mac,
                    now.toEpochMilli());
            return true;
        });
    }
}
