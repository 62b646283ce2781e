package org.letterlock.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/**
 * Who came again after being put off (RFC 6647). A triplet of network, sender's domain and recipient is a MAC; the {@value #MOST} that were used last are kept. Safe for any thread; durable when a
 * method returns.
 */
public final class Greylist {

    /** When somebody may come again at the earliest; robots seldom wait, and servers wait longer. */
    public static final Duration WAIT = Duration.ofMinutes(4);

    /** How long somebody may take to come again. */
    public static final Duration PATIENCE = Duration.ofDays(2);

    /** For how long somebody who came again is known after their last letter. */
    public static final Duration KNOWN = Duration.ofDays(36);

    private static final int MOST = 50_000;

    private final Database database;
    private final AddressMac macs;
    private final SendingBrake brake;
    private final int most;

    Greylist(Database database, AddressMac macs, SendingBrake brake) {
        this(database, macs, brake, MOST);
    }

    Greylist(Database database, AddressMac macs, SendingBrake brake, int most) {
        this.database = database;
        this.macs = macs;
        this.brake = brake;
        this.most = most;
    }

    /** Whether one of the accounts wrote to {@code sender}. */
    public boolean wrote(List<AccountId> accounts, EmailAddress sender) {
        return database.read(sql -> accounts.stream().anyMatch(account -> brake.knows(sql, account, sender)));
    }

    /**
     * Notes that somebody comes, and says whether they came before, long enough ago: for all the recipients.
     *
     * @param network the digits of the part of the client's address that counts
     * @param recipients at least one
     */
    public boolean cameAgain(String network, DomainName sender, List<EmailAddress> recipients, Instant now) {
        List<byte[]> triplets = recipients.stream()
                .map(recipient -> macs.of(
                        network,
                        sender.ascii(),
                        recipient.canonical().withoutDetail().toString()))
                .toList();
        return database.write(sql -> {
            boolean all = true;
            for (byte[] triplet : triplets) {
                all &= note(sql, triplet, now.toEpochMilli());
            }
            sql.update(
                    "DELETE FROM greylist WHERE triplet IN (SELECT triplet FROM greylist ORDER BY latest DESC LIMIT -1 OFFSET ?)",
                    most);
            return all;
        });
    }

    private static boolean note(Sql sql, byte[] triplet, long now) {
        record Row(long first, long latest, boolean passed) {}
        Row row = sql.first(
                        "SELECT first, latest, passed FROM greylist WHERE triplet = ?",
                        found -> new Row(found.integer(0), found.integer(1), found.flag(2)),
                        triplet)
                .orElse(new Row(now, now, false));
        boolean forgotten =
                row.passed() ? now - row.latest() > KNOWN.toMillis() : now - row.first() > PATIENCE.toMillis();
        boolean passes = !forgotten && (row.passed() || now - row.first() >= WAIT.toMillis());
        sql.update(
                "INSERT OR REPLACE INTO greylist (triplet, first, latest, passed) VALUES (?, ?, ?, ?)",
                triplet,
                forgotten ? now : row.first(),
                now,
                passes);
        return passes;
    }
}
