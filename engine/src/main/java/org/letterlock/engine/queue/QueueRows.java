package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.QueueEntry.Attempt;
import org.letterlock.engine.queue.QueueEntry.RecipientEntry;
import org.letterlock.engine.report.BounceReason;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.Sql;

/** The statements of the queue. Each method runs inside one transaction of its caller. */
final class QueueRows {

    private static final Pattern STATUS = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final String MESSAGE =
            "SELECT id, name, reverse_path, eight_bit, smtp_utf8, submitter, envelope_id, headers_only, size, enqueued,"
                    + " COALESCE(begins, enqueued), held_for, forwarder, tls_wish, hook_url, hook_about, deliver_by, deliver_mode FROM message ";

    /** A recipient is held because its sender sent too much: a bit of {@code held}. */
    static final int HELD_BY_BRAKE = 1;

    /** Somebody holds it by hand: another bit. */
    static final int HELD_BY_HAND = 2;

    /** Whose own time is over, and nothing was done about that yet. */
    private static final String OVERDUE = " WHERE m.deliver_by <= ? AND m.settled IS NULL AND r.state = 'WAITING'"
            + " AND (m.deliver_mode LIKE 'R%' OR r.delay_told = 0)";

    /** RFC 2852 §4.1. */
    private static final Answer OVER = Answer.ours(
            new StatusCode(5, 4, 7), "it could not be delivered within the time that its sender gave for that");

    private final Database database;
    private final SendingBrake brake;

    QueueRows(Database database, SendingBrake brake) {
        this.database = database;
        this.brake = brake;
    }

    /** A row of {@code message}. */
    private record Letter(
            long key,
            QueueId id,
            Optional<String> from,
            boolean eightBit,
            boolean smtpUtf8,
            Optional<AccountId> submitter,
            Optional<String> envelopeId,
            boolean headersOnly,
            long size,
            Instant enqueued,
            Instant begins,
            Optional<HeldFor> heldFor,
            Optional<EmailAddress> forwarder,
            TlsWish tls,
            Optional<Hook> hook,
            Optional<Deadline> deadline) {

        static Letter of(Sql.Row row) {
            return new Letter(
                    row.integer(0),
                    new QueueId(row.text(1)),
                    row.optionalText(2),
                    row.flag(3),
                    row.flag(4),
                    row.optionalText(5).map(AccountId::new),
                    row.optionalText(6),
                    row.flag(7),
                    row.integer(8),
                    Instant.ofEpochMilli(row.integer(9)),
                    Instant.ofEpochMilli(row.integer(10)),
                    row.optionalText(11).map(HeldFor::valueOf),
                    row.optionalText(12).map(QueueRows::address),
                    TlsWish.valueOf(row.text(13)),
                    row.optionalText(14).map(url -> new Hook(url, row.text(15))),
                    row.isNull(16) ? Optional.empty() : Optional.of(Deadline.of(row.integer(16), row.text(17))));
        }

        ReversePath reversePath() {
            return path(from);
        }
    }

    private static ReversePath path(Optional<String> from) {
        return from.map(QueueRows::address).map(ReversePath::of).orElse(ReversePath.none());
    }

    /** @param begun only a letter that has been tried since then at the latest */
    Optional<Consignment> claim(Sql sql, DomainName destination, Instant now, Instant begun, int limit) {
        Optional<Letter> found = sql.first(
                        "SELECT message FROM recipient JOIN message ON message.id = recipient.message"
                                + " WHERE state = 'WAITING' AND held = 0 AND domain = ? AND next_attempt <= ?"
                                + " AND COALESCE(begins, enqueued) <= ? ORDER BY next_attempt, recipient.id LIMIT 1",
                        row -> row.integer(0),
                        destination.ascii(),
                        now.toEpochMilli(),
                        begun.toEpochMilli())
                .flatMap(message -> sql.first(MESSAGE + "WHERE id = ?", Letter::of, message));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Letter letter = found.get();
        List<Consignment.Recipient> recipients = sql.query(
                "SELECT id, address, attempts, notify, original_recipient FROM recipient WHERE message = ? AND +domain = ?"
                        // The plus keeps the planner with the few recipients of the letter.
                        + " AND state = 'WAITING' AND held = 0 AND +next_attempt <= ? ORDER BY id LIMIT ?",
                row -> new Consignment.Recipient(
                        row.integer(0),
                        address(row.text(1)),
                        (int) row.integer(2),
                        wishes((int) row.integer(3)),
                        row.optionalText(4)),
                letter.key(),
                destination.ascii(),
                now.toEpochMilli(),
                limit);
        if (recipients.isEmpty()) {
            return Optional.empty();
        }
        for (Consignment.Recipient recipient : recipients) {
            sql.update("UPDATE recipient SET state = 'SENDING' WHERE id = ?", recipient.key());
        }
        return Optional.of(new Consignment(
                letter.id(),
                letter.reversePath(),
                destination,
                recipients,
                new StoredBody(database, letter.key(), letter.size()),
                letter.eightBit(),
                letter.smtpUtf8(),
                letter.envelopeId(),
                letter.headersOnly(),
                letter.tls(),
                letter.hook(),
                letter.deadline().map(deadline -> deadline.left(now)),
                letter.begins()));
    }

    /** Returns what is overdue and was to come back then, and notes that senders are to be told of what was not. */
    List<Overdue> endOverdue(Sql sql, Instant now, int limit) {
        record Late(long key, QueueId id, EmailAddress address, boolean returns) {}
        List<Late> late = sql.query(
                "SELECT r.id, m.name, r.address, m.deliver_mode FROM message m JOIN recipient r ON r.message = m.id"
                        + OVERDUE + " LIMIT ?",
                row -> new Late(
                        row.integer(0),
                        new QueueId(row.text(1)),
                        address(row.text(2)),
                        row.text(3).startsWith("R")),
                now.toEpochMilli(),
                limit);
        List<Overdue> ended = new ArrayList<>();
        for (Late each : late) {
            if (each.returns()) {
                sql.update(
                        "UPDATE message SET held_for = NULL WHERE name = ?",
                        each.id().value());
                settle(sql, each.key(), new Settlement.Failed(OVER), now);
                ended.add(new Overdue(each.id(), each.address(), OVER));
            } else {
                sql.update(
                        "UPDATE recipient SET status = COALESCE(status, ?), reply = COALESCE(reply, ?) WHERE id = ?",
                        "4.4.7",
                        "the time that was given for its delivery is over",
                        each.key());
                notice(sql, each.key(), Notice.DELAY);
            }
        }
        return ended;
    }

    static boolean hasOverdue(Sql sql, Instant now) {
        return sql.first(
                        "SELECT 1 FROM message m JOIN recipient r ON r.message = m.id" + OVERDUE + " LIMIT 1",
                        row -> row.integer(0),
                        now.toEpochMilli())
                .isPresent();
    }

    /** A letter that another server refuses comes back as much as one that it sends back; of one from nobody there is nobody to tell. */
    private static void count(Sql sql, long key, Answer answer, Instant now) {
        record Refused(Optional<String> from, EmailAddress to) {}
        sql.first(
                        "SELECT m.reverse_path, r.address FROM recipient r JOIN message m ON m.id = r.message WHERE r.id = ?",
                        row -> new Refused(row.optionalText(0), address(row.text(1))),
                        key)
                .ifPresent(refused -> path(refused.from())
                        .address()
                        .ifPresent(from -> Reports.gaveUp(
                                sql,
                                new Reports.Back(
                                        from.domain(),
                                        Reports.Returned.BOUNCE,
                                        refused.to().domain().ascii(),
                                        BounceReason.of(Optional.of(answer.status()), answer.text())
                                                .name(),
                                        answer.status().toString(),
                                        1),
                                now)));
    }

    /** Says whether something came due by it: another attempt, or a notice. */
    boolean settle(Sql sql, long key, Settlement settlement, Instant now) {
        boolean due = false;
        switch (settlement) {
            case Settlement.Sent(Answer answer, boolean tellsSuccess) -> {
                record(sql, key, RecipientState.SENT, answer, now.toEpochMilli(), now);
                if (!tellsSuccess) {
                    due = notice(sql, key, Notice.RELAYED);
                }
            }
            case Settlement.Deferred(Answer answer, Instant next, boolean late) -> {
                record(sql, key, RecipientState.WAITING, answer, next.toEpochMilli(), now);
                due = true;
                if (late) {
                    notice(sql, key, Notice.DELAY);
                }
            }
            case Settlement.Failed(Answer answer) -> {
                record(sql, key, RecipientState.FAILED, answer, now.toEpochMilli(), now);
                count(sql, key, answer, now);
                due = notice(sql, key, Notice.FAILURE);
            }
        }
        sweep(sql, key, now);
        return due;
    }

    private static void record(Sql sql, long key, RecipientState state, Answer answer, long next, Instant now) {
        sql.update(
                "UPDATE recipient SET state = ?, next_attempt = ?, attempts = attempts + 1, status = ?, reply = ?, remote = ?"
                        + " WHERE id = ?",
                state.name(),
                next,
                answer.status().toString(),
                answer.text(),
                Sql.orNull(answer.remote()),
                key);
        answer.before().forEach(before -> attempt(sql, key, RecipientState.SENDING, before, Sql.NULL, now));
        attempt(sql, key, state, answer, state == RecipientState.WAITING ? next : Sql.NULL, now);
    }

    private static void attempt(Sql sql, long key, RecipientState state, Answer answer, Object next, Instant now) {
        Optional<Contact> contact = answer.contact();
        Optional<Contact.Tls> tls = contact.flatMap(Contact::tls);
        sql.update(
                "INSERT INTO attempt (recipient, at, state, status, reply, remote, host, address, tls, cipher_suite, verified, next)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                key,
                now.toEpochMilli(),
                state.name(),
                answer.status().toString(),
                answer.text(),
                Sql.orNull(answer.remote()),
                Sql.orNull(contact.map(Contact::host)),
                Sql.orNull(contact.map(Contact::address)),
                Sql.orNull(tls.map(Contact.Tls::protocol)),
                Sql.orNull(tls.map(Contact.Tls::cipherSuite)),
                Sql.orNull(tls.map(t -> t.verified().name())),
                next);
    }

    /** Notes a notice if the sender can have one and wants it (RFC 3461 §4.1, §5.2; RFC 5321 §4.5.5), and says whether. */
    private static boolean notice(Sql sql, long key, Notice kind) {
        // A delay is told once, and what is told already may still wait to be sent.
        if (kind == Notice.DELAY
                && sql.first("SELECT 1 FROM recipient WHERE id = ? AND delay_told <> 0", row -> row.integer(0), key)
                        .isPresent()) {
            return false;
        }
        Optional<Set<Notify>> wanted = sql.first(
                "SELECT r.notify FROM recipient r JOIN message m ON m.id = r.message"
                        + " WHERE r.id = ? AND m.reverse_path IS NOT NULL",
                row -> wishes((int) row.integer(0)),
                key);
        boolean due = wanted.isPresent()
                && switch (kind) {
                    case NONE -> false;
                    case FAILURE -> wanted.get().isEmpty() || wanted.get().contains(Notify.FAILURE);
                    case DELAY -> wanted.get().isEmpty() || wanted.get().contains(Notify.DELAY);
                    case RELAYED -> wanted.get().contains(Notify.SUCCESS);
                };
        // A notice of delay that was not sent yet says nothing of use once the recipient is settled.
        sql.update(
                "UPDATE recipient SET notice = ?, delay_told = delay_told OR ? WHERE id = ?",
                due ? kind.name() : Notice.NONE.name(),
                kind == Notice.DELAY,
                key);
        return due;
    }

    /** Removes the body of the letter of a recipient when nobody needs it any more. */
    void sweep(Sql sql, long key, Instant now) {
        sql.first("SELECT message FROM recipient WHERE id = ?", row -> row.integer(0), key)
                .ifPresent(message -> sweepMessage(sql, message, now));
    }

    private static void sweepMessage(Sql sql, long message, Instant now) {
        boolean needed = sql.first(
                        "SELECT 1 FROM recipient WHERE message = ? AND (state IN ('WAITING', 'SENDING') OR notice <> 'NONE') LIMIT 1",
                        row -> row.integer(0),
                        message)
                .isPresent();
        if (!needed) {
            sql.update("DELETE FROM body WHERE message = ?", message);
            sql.update("UPDATE message SET settled = ? WHERE id = ? AND settled IS NULL", now.toEpochMilli(), message);
        }
    }

    /** @param holds which of the holds end */
    boolean release(Sql sql, QueueId id, int holds, Instant now) {
        Optional<Letter> found = letter(sql, id);
        if (found.isEmpty()) {
            return false;
        }
        Letter letter = found.get();
        letter.submitter().filter(_ -> letter.heldFor().isPresent()).ifPresent(account -> {
            List<EmailAddress> to = sql.query(
                    "SELECT address FROM recipient WHERE message = ?", row -> address(row.text(0)), letter.key());
            brake.known(sql, account, to);
        });
        // Its time to be tried begins now.
        sql.update(
                "UPDATE message SET held_for = NULL, begins = MAX(?, COALESCE(begins, 0)) WHERE id = ? AND EXISTS"
                        + " (SELECT 1 FROM recipient WHERE message = message.id AND held <> 0 AND state IN ('WAITING', 'SENDING'))",
                now.toEpochMilli(),
                letter.key());
        return sql.update("UPDATE recipient SET held = held & ? WHERE message = ?", ~holds, letter.key()) > 0;
    }

    List<QueueId> heldIds(Sql sql, AccountId account) {
        return sql.query(
                "SELECT name FROM message WHERE submitter = ? AND held_for IS NOT NULL ORDER BY id",
                row -> new QueueId(row.text(0)),
                account.value());
    }

    List<QueueEntry> held(Sql sql, AccountId account, int limit) {
        return sql
                .query(
                        MESSAGE + "WHERE submitter = ? AND held_for IS NOT NULL ORDER BY id LIMIT ?",
                        Letter::of,
                        account.value(),
                        limit)
                .stream()
                .map(letter -> entry(sql, letter, false))
                .toList();
    }

    /** How it stands with a web server that is told of letters. */
    static HookUse hookUse(Sql sql, String url) {
        String hooked = " FROM message m JOIN recipient r ON r.message = m.id";
        String condition = " WHERE m.hook_url = ?";
        long waiting =
                sql.count("SELECT COUNT(*)" + hooked + condition + " AND r.state IN ('WAITING', 'SENDING')", url);
        return sql.first(
                        "SELECT a.status, a.reply, a.remote, a.at" + hooked + " JOIN attempt a ON a.recipient = r.id"
                                + condition + " ORDER BY a.id DESC LIMIT 1",
                        row -> new HookUse(waiting, answer(row, 0), Optional.of(Instant.ofEpochMilli(row.integer(3)))),
                        url)
                .orElse(new HookUse(waiting, Optional.empty(), Optional.empty()));
    }

    int remove(Sql sql, QueueId id, Instant now) {
        int removed = sql.update(
                "UPDATE recipient SET state = 'REMOVED', notice = 'NONE'"
                        + " WHERE message = (SELECT id FROM message WHERE name = ?) AND state = 'WAITING'",
                id.value());
        letter(sql, id).ifPresent(letter -> {
            sql.update("UPDATE message SET held_for = NULL WHERE id = ?", letter.key());
            sweepMessage(sql, letter.key(), now);
        });
        return removed;
    }

    List<DueNotice> notices(Sql sql, int limit) {
        record Key(long message, Notice kind) {}
        List<Key> keys = sql.query(
                "SELECT DISTINCT message, notice FROM recipient WHERE notice <> 'NONE' ORDER BY message, notice LIMIT ?",
                row -> new Key(row.integer(0), Notice.valueOf(row.text(1))),
                limit);
        List<DueNotice> notices = new ArrayList<>();
        for (Key key : keys) {
            Letter letter = sql.first(MESSAGE + "WHERE id = ?", Letter::of, key.message())
                    .orElseThrow();
            List<DueNotice.Told> told = sql.query(
                    "SELECT r.id, r.address, r.original_recipient, r.status, r.reply, r.remote,"
                            + " (SELECT MAX(a.at) FROM attempt a WHERE a.recipient = r.id)"
                            + " FROM recipient r WHERE r.message = ? AND r.notice = ? ORDER BY r.id",
                    row -> new DueNotice.Told(
                            row.integer(0),
                            address(row.text(1)),
                            row.optionalText(2),
                            answer(row, 3).orElseThrow(),
                            row.isNull(6) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.integer(6)))),
                    key.message(),
                    key.kind().name());
            notices.add(new DueNotice(
                    letter.id(),
                    letter.from().map(QueueRows::address).orElseThrow(),
                    key.kind(),
                    told,
                    new StoredBody(database, letter.key(), letter.size()),
                    letter.smtpUtf8(),
                    letter.envelopeId(),
                    letter.headersOnly(),
                    letter.tls(),
                    letter.enqueued(),
                    letter.begins(),
                    letter.forwarder()));
        }
        return notices;
    }

    List<QueueEntry> list(Sql sql, int limit) {
        List<Letter> letters = sql.query(
                MESSAGE + "WHERE EXISTS (SELECT 1 FROM recipient r WHERE r.message = message.id"
                        + " AND r.state IN ('WAITING', 'SENDING')) ORDER BY id LIMIT ?",
                Letter::of,
                limit);
        return letters.stream().map(letter -> entry(sql, letter, false)).toList();
    }

    Optional<QueueEntry> show(Sql sql, QueueId id) {
        return letter(sql, id).map(letter -> entry(sql, letter, true));
    }

    private static QueueEntry entry(Sql sql, Letter letter, boolean withStory) {
        record Keyed(long key, RecipientEntry entry) {}
        List<Keyed> recipients = sql.query(
                "SELECT id, address, state, held, next_attempt, attempts, status, reply, remote FROM recipient"
                        + " WHERE message = ? ORDER BY id",
                row -> new Keyed(
                        row.integer(0),
                        new RecipientEntry(
                                address(row.text(1)),
                                RecipientState.valueOf(row.text(2)),
                                row.flag(3),
                                Instant.ofEpochMilli(row.integer(4)),
                                (int) row.integer(5),
                                answer(row, 6),
                                List.of())),
                letter.key());
        return new QueueEntry(
                letter.id(),
                letter.reversePath(),
                letter.submitter(),
                letter.size(),
                letter.enqueued(),
                letter.heldFor(),
                letter.hook().isPresent(),
                recipients.stream()
                        .map(r -> withStory ? withStory(sql, r.key(), r.entry()) : r.entry())
                        .toList());
    }

    private static RecipientEntry withStory(Sql sql, long key, RecipientEntry entry) {
        List<Attempt> story = sql.query(
                "SELECT at, state, status, reply, remote, host, address, tls, cipher_suite, verified, next FROM attempt"
                        + " WHERE recipient = ? ORDER BY id",
                QueueRows::attempt,
                key);
        return new RecipientEntry(
                entry.address(),
                entry.state(),
                entry.held(),
                entry.nextAttempt(),
                entry.attempts(),
                entry.last(),
                story);
    }

    private static Attempt attempt(Sql.Row row) {
        Answer answer = answer(row, 2).orElseThrow();
        Optional<Contact.Tls> tls = row.optionalText(7)
                .map(protocol -> new Contact.Tls(protocol, row.text(8), Contact.Verified.valueOf(row.text(9))));
        return new Attempt(
                Instant.ofEpochMilli(row.integer(0)),
                RecipientState.valueOf(row.text(1)),
                row.optionalText(5)
                        .map(host -> answer.from(new Contact(host, row.text(6), tls)))
                        .orElse(answer),
                row.isNull(10) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.integer(10))));
    }

    private static Optional<Letter> letter(Sql sql, QueueId id) {
        return sql.first(MESSAGE + "WHERE name = ?", Letter::of, id.value());
    }

    static List<String> verify(Sql sql) {
        List<String> faults = new ArrayList<>();
        check(sql, faults, "a letter that is settled has a body", """
                SELECT 1 FROM message m JOIN body b ON b.message = m.id WHERE m.settled IS NOT NULL LIMIT 1""");
        check(sql, faults, "a letter has not the octets that it says", """
                SELECT 1 FROM message m WHERE m.settled IS NULL AND m.size <>
                  (SELECT COALESCE(SUM(LENGTH(octets)), 0) FROM body WHERE message = m.id) LIMIT 1""");
        check(sql, faults, "a letter is settled and has work left", """
                SELECT 1 FROM message m JOIN recipient r ON r.message = m.id WHERE m.settled IS NOT NULL
                  AND (r.state IN ('WAITING', 'SENDING') OR r.notice <> 'NONE') LIMIT 1""");
        check(sql, faults, "a letter has no work left and is not settled", """
                SELECT 1 FROM message m WHERE m.settled IS NULL AND NOT EXISTS (SELECT 1 FROM recipient r
                  WHERE r.message = m.id AND (r.state IN ('WAITING', 'SENDING') OR r.notice <> 'NONE')) LIMIT 1""");
        check(sql, faults, "a letter is held and is tried", """
                SELECT 1 FROM message m JOIN recipient r ON r.message = m.id WHERE m.held_for IS NOT NULL
                  AND (r.held = 0 OR r.state <> 'WAITING') LIMIT 1""");
        check(sql, faults, "a recipient was sent to and tried again", """
                SELECT 1 FROM attempt a JOIN attempt b ON b.recipient = a.recipient AND b.id > a.id
                  WHERE a.state IN ('SENT', 'FAILED') LIMIT 1""");
        return faults;
    }

    private static void check(Sql sql, List<String> faults, String fault, String query) {
        if (sql.first(query, row -> row.integer(0)).isPresent()) {
            faults.add(fault);
        }
    }

    private static Optional<Answer> answer(Sql.Row row, int column) {
        return row.optionalText(column)
                .map(status -> new Answer(status(status), row.text(column + 1), row.optionalText(column + 2)));
    }

    private static StatusCode status(String text) {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("a status code in the queue is none");
        }
        return new StatusCode(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow(() -> new IllegalStateException("an address in the queue is none"));
    }

    private static Set<Notify> wishes(int bits) {
        Set<Notify> wishes = EnumSet.noneOf(Notify.class);
        for (Notify notify : Notify.values()) {
            if ((bits & notify.bit()) != 0) {
                wishes.add(notify);
            }
        }
        return wishes;
    }
}
