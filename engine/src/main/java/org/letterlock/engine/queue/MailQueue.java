package org.letterlock.engine.queue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.sqlite.Verifiable;

/**
 * Outbound mail. What {@link #enqueue} took is on the disk when it returns.
 *
 * <p>A recipient is WAITING, then {@link #claim}ed and SENDING, then {@link #settle}d: SENT, FAILED or WAITING again. Only one process holds the file, so
 * what is SENDING when it is opened was cut off by a crash and waits again: nothing is lost, and a recipient whose positive reply was settled is never
 * sent again. All methods are safe for any thread and durable when they return.
 */
public final class MailQueue implements AutoCloseable, Verifiable {

    private static final Instant FOR_EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final Database database;
    private final QueueRoom room;
    private final SecureRandom random;
    private final Clock clock;
    private final QueueRows rows;
    private final SendingBrake brake;
    private final ReplyMemory replies;
    private final Greylist greylist;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Held>> heldListeners = new CopyOnWriteArrayList<>();

    /**
     * Opens or creates the queue.
     *
     * @param key 32 octets; copied, the caller clears it
     */
    public MailQueue(Path file, byte[] key, SqliteThreads threads, SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
        database = Database.open(file, key, QueueSchema.SCHEMA, threads);
        room = new QueueRoom(database, file, clock);
        brake = new SendingBrake(key);
        replies = new ReplyMemory(database, new AddressMac(key, "replies"));
        greylist = new Greylist(database, new AddressMac(key, "greylist"), brake);
        rows = new QueueRows(database, brake);
        database.write(sql -> sql.update("UPDATE recipient SET state = 'WAITING' WHERE state = 'SENDING'"));
    }

    /** Takes a letter for outside recipients; durable when it returns. A recipient that is named twice is taken once. */
    public QueueId enqueue(NewMail mail) {
        return enqueueAll(List.of(mail)).getFirst();
    }

    /** Takes letters for outside recipients, all or none; durable when it returns. A recipient that is named twice for one of them is taken once. */
    public List<QueueId> enqueueAll(List<NewMail> mails) {
        List<QueueId> ids = mails.stream().map(_ -> newId()).toList();
        long now = clock.millis();
        requireRoom(mails);
        List<Held> held = database.write(sql -> {
            List<Held> kept = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                insert(sql, ids.get(i), mails.get(i), now).ifPresent(kept::add);
            }
            return kept;
        });
        changed();
        held.forEach(letter -> heldListeners.forEach(listener -> listener.accept(letter)));
        return ids;
    }

    /**
     * Whether the queue takes one more letter of this origin; the disk is another matter. Letters that come at the same moment are not counted with it.
     *
     * @param octets its length; 0 where that is not known
     */
    public boolean hasRoom(Origin origin, long octets) {
        return room.admits(origin, octets);
    }

    /**
     * Whether the queue takes {@code mail} together with others of the same letter; the disk is another matter.
     *
     * @param beside what is put into it at the same time
     */
    public boolean hasRoom(NewMail mail, List<NewMail> beside) {
        return room.admits(mail, beside);
    }

    /**
     * Throws where letters find no room together.
     *
     * @throws DatabaseException with the reason FULL when they would leave too little of the disk free, or when more would wait of what all addresses send on than may
     */
    public void requireRoom(List<NewMail> mails) {
        room.require(mails);
    }

    private QueueId newId() {
        byte[] bits = new byte[8];
        random.nextBytes(bits);
        return new QueueId("q-" + HexFormat.of().formatHex(bits));
    }

    /** What is held of it at once, if it is. */
    private Optional<Held> insert(Sql sql, QueueId id, NewMail mail, long now) {
        Dsn dsn = mail.dsn();
        Set<EmailAddress> to = new LinkedHashSet<>(mail.to());
        Optional<Origin.Submitted> submitted =
                mail.origin() instanceof Origin.Submitted own ? Optional.of(own) : Optional.empty();
        Optional<Origin.Hooked> hooked =
                mail.origin() instanceof Origin.Hooked told ? Optional.of(told) : Optional.empty();
        Optional<EmailAddress> forwarder = QueueRoom.share(mail.origin());
        Optional<Instant> notBefore = submitted.flatMap(Origin.Submitted::notBefore);
        Optional<HeldFor> heldFor = submitted.flatMap(own -> brake.admit(sql, own, to, now));
        boolean counted = heldFor.isEmpty()
                && submitted
                        .filter(own -> own.limits().letters() != SendingLimits.NO_LIMIT)
                        .isPresent();
        long message = sql.insert(
                "INSERT INTO message (name, reverse_path, eight_bit, smtp_utf8, submitter, envelope_id, headers_only, size, enqueued,"
                        + " forwarder, counted, held_for, begins, tls_wish, hook_url, hook_about, deliver_by, deliver_mode)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.value(),
                Sql.orNull(mail.from().address().map(EmailAddress::toString)),
                mail.eightBit(),
                mail.smtpUtf8(),
                Sql.orNull(submitted.map(own -> own.account().value())),
                Sql.orNull(dsn.envelopeId()),
                dsn.headersOnly(),
                mail.content().length(),
                now,
                Sql.orNull(forwarder.map(EmailAddress::toString)),
                counted,
                Sql.orNull(heldFor.map(HeldFor::name)),
                Sql.orNull(notBefore.map(Instant::toEpochMilli)),
                mail.tls().name(),
                Sql.orNull(hooked.map(told -> told.hook().url())),
                Sql.orNull(hooked.map(told -> told.hook().about())),
                Sql.orNull(mail.deadline().map(deadline -> deadline.at().toEpochMilli())),
                Sql.orNull(mail.deadline().map(Deadline::mode)));
        long size = StoredBody.store(sql, message, mail.content());
        sql.update("UPDATE message SET size = ? WHERE id = ?", size, message);
        for (EmailAddress address : to) {
            Wish wish = dsn.wish(address);
            sql.update(
                    "INSERT INTO recipient (message, address, domain, state, held, next_attempt, notify, original_recipient,"
                            + " delay_told) VALUES (?, ?, ?, 'WAITING', ?, ?, ?, ?, ?)",
                    message,
                    address.toString(),
                    hooked.map(told -> Hook.destination(told.host()))
                            .orElse(address.domain())
                            .ascii(),
                    heldFor.isPresent(),
                    notBefore.map(Instant::toEpochMilli).orElse(now),
                    wish.notifyOn().stream().mapToInt(Notify::bit).sum(),
                    Sql.orNull(wish.originalRecipient()),
                    // A server before us told that its time is over (RFC 2852 §4).
                    mail.deadline()
                            .filter(deadline -> !deadline.at().isAfter(Instant.ofEpochMilli(now)))
                            .isPresent());
        }
        return submitted.flatMap(own -> heldFor.map(reason -> new Held(id, own.account(), reason)));
    }

    /** Calls {@code listener} after each change that may make something due. It must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Tells {@code listener} of each letter that is held from its beginning. It must not block. */
    public void onHeld(Consumer<Held> listener) {
        heldListeners.add(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /**
     * Where letters may be sent to now, longest due first: the destination of each of them. Costs what it looks at, not what waits.
     *
     * @param limit how many recipients are looked at; where more are due, {@link #dueAfter} finds the destinations that these hide
     */
    public List<DomainName> due(Instant now, int limit) {
        record OfLetter(long message, String domain) {}
        List<OfLetter> found = database.read(sql -> sql.query(
                "SELECT message, domain FROM recipient WHERE state = 'WAITING' AND held = 0 AND next_attempt <= ?"
                        + " ORDER BY next_attempt, id LIMIT ?",
                row -> new OfLetter(row.integer(0), row.text(1)),
                now.toEpochMilli(),
                limit));
        return found.stream()
                .distinct()
                .map(each -> new DomainName(each.domain()))
                .toList();
    }

    /**
     * Destinations by their names, each once, from behind {@code last} on.
     *
     * @param last the last one of the call before; empty to begin
     * @param limit how many destinations at most, due or not; fewer mean that there are no more
     */
    public List<Waiting> dueAfter(Optional<DomainName> last, Instant now, int limit) {
        return database.read(sql -> sql.query(
                """
                WITH RECURSIVE destination(domain) AS (
                  SELECT MIN(domain) FROM recipient WHERE state = 'WAITING' AND held = 0 AND domain > ?
                  UNION ALL
                  SELECT (SELECT MIN(r.domain) FROM recipient r
                          WHERE r.state = 'WAITING' AND r.held = 0 AND r.domain > destination.domain)
                  FROM destination WHERE destination.domain IS NOT NULL LIMIT ?)
                SELECT d.domain, (SELECT MIN(next_attempt) FROM recipient r
                                  WHERE r.state = 'WAITING' AND r.held = 0 AND r.domain = d.domain) <= ?
                FROM destination d WHERE d.domain IS NOT NULL""",
                row -> new Waiting(new DomainName(row.text(0)), row.flag(1)),
                last.map(DomainName::ascii).orElse(""),
                limit,
                now.toEpochMilli()));
    }

    /** When the next recipient is due; empty when none waits. */
    public Optional<Instant> nextAttempt() {
        return database.read(sql -> sql.first(
                "SELECT next_attempt FROM recipient WHERE state = 'WAITING' AND held = 0 ORDER BY next_attempt, id LIMIT 1",
                row -> Instant.ofEpochMilli(row.integer(0))));
    }

    /**
     * Takes the recipients at one destination of the letter that is due longest there, for an attempt: they are SENDING until they are settled. Empty when
     * none is left to take.
     *
     * @param limit how many recipients at most
     */
    public Optional<Consignment> claim(DomainName destination, Instant now, int limit) {
        return claim(destination, now, FOR_EVER, limit);
    }

    /**
     * As the other, of letters whose time to be tried began at {@code begun} or before.
     *
     */
    public Optional<Consignment> claim(DomainName destination, Instant now, Instant begun, int limit) {
        return database.write(sql -> rows.claim(sql, destination, now, begun, limit));
    }

    /**
     * Records what an attempt made of recipients, and the notices that are due from it as far as the sender wants them. The body goes with the last of
     * them.
     *
     * @param settlements by the key of a recipient
     */
    public void settle(Map<Long, Settlement> settlements) {
        Instant now = clock.instant();
        boolean news = database.write(sql -> {
            boolean due = false;
            for (Map.Entry<Long, Settlement> each : settlements.entrySet()) {
                due |= rows.settle(sql, each.getKey(), each.getValue(), now);
            }
            return due;
        });
        if (news) {
            changed();
        }
    }

    /**
     * Ends what has a time of its own that is over: letters that were to come back come back, and the senders of others are to be told.
     *
     * @param limit how many recipients are looked at
     * @return whose letters came back
     */
    public List<Overdue> endOverdue(Instant now, int limit) {
        return database.read(sql -> QueueRows.hasOverdue(sql, now))
                ? database.write(sql -> rows.endOverdue(sql, now, limit))
                : List.of();
    }

    /** Notices that are due, at most {@code limit}: one for each letter and kind. */
    public List<DueNotice> notices(int limit) {
        return database.read(sql -> rows.notices(sql, limit));
    }

    /** Records that a notice is durable elsewhere. */
    public void noticed(DueNotice notice) {
        Instant now = clock.instant();
        database.write(sql -> {
            for (DueNotice.Told told : notice.recipients()) {
                int changed = sql.update(
                        "UPDATE recipient SET notice = 'NONE' WHERE id = ? AND notice = ?",
                        told.key(),
                        notice.kind().name());
                if (changed > 0) {
                    rows.sweep(sql, told.key(), now);
                }
            }
            return 0;
        });
    }

    /** Letters that have a recipient that is not settled, oldest first. Without the story of attempts. */
    public List<QueueEntry> list(int limit) {
        return database.read(sql -> rows.list(sql, limit));
    }

    /** A letter with the story of all attempts, also when it is settled already; empty where it is not known (any more). */
    public Optional<QueueEntry> show(QueueId id) {
        return database.read(sql -> rows.show(sql, id));
    }

    /** How many recipients are not settled. */
    public long waitingCount() {
        return database.read(sql -> sql.count("SELECT COUNT(*) FROM recipient WHERE state IN ('WAITING', 'SENDING')"));
    }

    /** When the first letter was taken by another server, of those whose story is still told; empty where there is none. */
    public Optional<Instant> firstSent() {
        return database.read(sql -> sql.first(
                "SELECT at FROM attempt WHERE state = 'SENT' ORDER BY id LIMIT 1",
                row -> Instant.ofEpochMilli(row.integer(0))));
    }

    /** Keeps the recipients that wait, or will, from being tried. Says whether the letter is known. */
    public boolean hold(QueueId id) {
        boolean held = database.write(sql -> sql.update(
                        "UPDATE recipient SET held = held | 2 WHERE message = (SELECT id FROM message WHERE name = ?)"
                                + " AND state IN ('WAITING', 'SENDING')",
                        id.value()))
                > 0;
        changed();
        return held;
    }

    /** Ends {@link #hold}, or lets a letter go that was held from its beginning. */
    public boolean release(QueueId id) {
        Instant now = clock.instant();
        boolean known =
                database.write(sql -> rows.release(sql, id, QueueRows.HELD_BY_BRAKE | QueueRows.HELD_BY_HAND, now));
        changed();
        return known;
    }

    /** What an account sent within the last 24 hours, and what is held of it. */
    public SendingUse sendingUse(AccountId account) {
        long now = clock.millis();
        return database.read(sql -> SendingBrake.use(sql, account, now));
    }

    /** How many letters are held from their beginning. */
    public long heldCount() {
        return database.read(sql -> sql.count("SELECT COUNT(*) FROM message WHERE held_for IS NOT NULL"));
    }

    /** Letters of an account that are held from their beginning, oldest first. Without the story of attempts. */
    public List<QueueEntry> held(AccountId account, int limit) {
        return database.read(sql -> rows.held(sql, account, limit));
    }

    /** Lets all letters go that are held of an account from their beginning; what somebody holds by hand, too, stays. Says how many. */
    public int releaseHeld(AccountId account) {
        Instant now = clock.instant();
        int released = database.write(sql -> {
            List<QueueId> ids = rows.heldIds(sql, account);
            ids.forEach(id -> rows.release(sql, id, QueueRows.HELD_BY_BRAKE, now));
            return ids.size();
        });
        changed();
        return released;
    }

    /** Takes all letters out of the queue that are held of an account from their beginning, without a notice. Says how many. */
    public int removeHeld(AccountId account) {
        Instant now = clock.instant();
        return database.write(sql -> {
            List<QueueId> ids = rows.heldIds(sql, account);
            ids.forEach(id -> rows.remove(sql, id, now));
            return ids.size();
        });
    }

    /** Forgets whom an account wrote to, and whom it answered. */
    public void forgetCorrespondents(AccountId account) {
        database.write(sql -> sql.update("DELETE FROM correspondent WHERE account = ?", account.value())
                + sql.update("DELETE FROM reply WHERE account = ?", account.value()));
    }

    /** Makes every recipient that waits due at once, also of a letter that was to wait longer. */
    public boolean retry(QueueId id) {
        long now = clock.millis();
        boolean touched = database.write(sql -> {
            sql.update("UPDATE message SET begins = ? WHERE name = ? AND begins > ?", now, id.value(), now);
            return sql.update(
                            "UPDATE recipient SET next_attempt = ? WHERE message = (SELECT id FROM message WHERE name = ?)"
                                    + " AND state = 'WAITING'",
                            now,
                            id.value())
                    > 0;
        });
        changed();
        return touched;
    }

    /** Takes the recipients that wait out of the queue, without a notice. An attempt that is under way goes on. Says how many were taken out. */
    public int remove(QueueId id) {
        Instant now = clock.instant();
        return database.write(sql -> rows.remove(sql, id, now));
    }

    /** Forgets the story of letters that were settled before {@code time}. Says how many. */
    public int forget(Instant time) {
        return database.write(sql -> sql.update("DELETE FROM message WHERE settled < ?", time.toEpochMilli()));
    }

    /** What others report; lies in the same file. */
    public Reports reports() {
        return new Reports(database);
    }

    /** How our TLS with others went; lies in the same file. */
    public TlsTally tlsTally() {
        return new TlsTally(database);
    }

    /** What came in the names of others. */
    public DmarcTally dmarcTally() {
        return new DmarcTally(database);
    }

    /** What is known of the MTA-STS policies of other domains; lies in the same file. */
    public StsCache stsCache() {
        return new StsCache(database);
    }

    /** How it stands with a web server that is told of letters. */
    public HookUse hookUse(String url) {
        return database.read(sql -> QueueRows.hookUse(sql, url));
    }

    /** Who came again after being put off; lies in the same file. */
    public Greylist greylist() {
        return greylist;
    }

    /** Whom accounts answered while their people are away; lies in the same file. */
    public ReplyMemory replies() {
        return replies;
    }

    @Override
    public List<String> verify() {
        List<String> faults = new ArrayList<>(database.fullCheck());
        faults.addAll(database.read(QueueRows::verify));
        return faults;
    }

    @Override
    public void repair() {
        database.reindex();
    }

    @Override
    public void close() {
        database.close();
    }
}
