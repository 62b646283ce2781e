package org.letterlock.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/**
 * Who came again after being put off (RFC 6647). A triplet of network, sender's domain and recipient is a MAC, behind one of its neighbourhood. So many are kept of those that did not come again, and as many
 * of those that did; of each neighbourhood no more than a small share of either, so that nobody pushes others out by coming often. Safe for any thread; durable when a method returns.
 */
public final class Greylist {

    /** When somebody may come again at the earliest; robots seldom wait, and servers wait longer. */
    public static final Duration WAIT = Duration.ofMinutes(4);

    /** How long somebody may take to come again. */
    public static final Duration PATIENCE = Duration.ofDays(2);

    /** For how long somebody who came again is known after their last letter. */
    public static final Duration KNOWN = Duration.ofDays(36);

    /** How many digits of a network are its neighbourhood: the /24 of an IPv4 address, the /48 of an IPv6 address, of which anybody gets as many /64 as they want. */
    private static final int NEIGHBOURHOOD = 12;

    private static final int PREFIX = 8;

    private static final Limits LIMITS = new Limits(25_000, 500, 2_500, 1_000);

    private final Database database;
    private final AddressMac macs;
    private final SendingBrake brake;
    private final Limits limits;
    private final AtomicInteger noted = new AtomicInteger();

    /**
     * How many triplets are kept.
     *
     * @param most of those that did not come again, and of those that did
     * @param near of those that did not, of one neighbourhood
     * @param known of those that did, of one neighbourhood
     * @param pause after how many letters the whole is looked through
     */
    record Limits(int most, int near, int known, int pause) {}

    Greylist(Database database, AddressMac macs, SendingBrake brake) {
        this(database, macs, brake, LIMITS);
    }

    Greylist(Database database, AddressMac macs, SendingBrake brake, Limits limits) {
        this.database = database;
        this.macs = macs;
        this.brake = brake;
        this.limits = limits;
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
        byte[] first =
                Arrays.copyOf(macs.of("near", network.substring(0, Math.min(NEIGHBOURHOOD, network.length()))), PREFIX);
        List<byte[]> triplets = recipients.stream()
                .map(recipient -> joined(
                        first,
                        macs.of(
                                network,
                                sender.ascii(),
                                recipient.canonical().withoutDetail().toString())))
                .toList();
        byte[] behind = new byte[AddressMac.OCTETS];
        Arrays.fill(behind, (byte) -1);
        byte[] last = joined(first, behind);
        return database.write(sql -> {
            boolean all = true;
            for (byte[] triplet : triplets) {
                all &= note(sql, triplet, now.toEpochMilli());
            }
            keepNewest(sql, first, last, false, limits.near());
            keepNewest(sql, first, last, true, limits.known());
            if (noted.incrementAndGet() % limits.pause() == 0) {
                sweep(sql, now);
            }
            return all;
        });
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Forgets the oldest of a neighbourhood; looks at no other. */
    private static void keepNewest(Sql sql, byte[] first, byte[] last, boolean passed, int most) {
        sql.update(
                "DELETE FROM greylist WHERE triplet IN (SELECT triplet FROM greylist WHERE triplet BETWEEN ? AND ? AND passed = ?"
                        + " ORDER BY latest DESC LIMIT -1 OFFSET ?)",
                first,
                last,
                passed,
                most);
    }

    /** Forgets what is too old, and the oldest of what is too much; those who came again make no room for those who did not. */
    private void sweep(Sql sql, Instant now) {
        sql.update(
                "DELETE FROM greylist WHERE latest < ? OR (passed = 0 AND first < ?)",
                now.minus(KNOWN).toEpochMilli(),
                now.minus(PATIENCE).toEpochMilli());
        for (boolean passed : new boolean[] {false, true}) {
            sql.update(
                    "DELETE FROM greylist WHERE triplet IN (SELECT triplet FROM greylist WHERE passed = ?"
                            + " ORDER BY latest DESC LIMIT -1 OFFSET ?)",
                    passed,
                    limits.most());
        }
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
