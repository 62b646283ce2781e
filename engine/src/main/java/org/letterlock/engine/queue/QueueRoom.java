package org.letterlock.engine.queue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Room;
import org.letterlock.engine.sqlite.Sql;

/** Whether letters find room in the queue: on the disk, and among what strangers make addresses of ours send on and tell. */
final class QueueRoom {

    /** How many octets of the disk stay free: 32 MiB. */
    private static final long RESERVE = 32L << 20;

    /** How much may wait of what one address sends on, or of what one web server is told, so that the others have room when that takes nothing. */
    private static final Quota FORWARDER = new Quota(256L << 20, 5_000);

    /** How much may wait of what all addresses send on and tell. */
    private static final Quota FORWARDERS = new Quota(2L << 30, 50_000);

    private final Database database;
    private final Room disk;
    private final Clock clock;

    QueueRoom(Database database, Path file, Clock clock) {
        this.database = database;
        this.disk = new Room(file, RESERVE);
        this.clock = clock;
    }

    /** As {@link MailQueue#hasRoom(Origin, long)}. */
    boolean admits(Origin origin, long octets) {
        return switch (origin) {
            case Origin.Submitted(AccountId account, SendingLimits _, Optional<Instant> notBefore) -> {
                long now = clock.millis();
                yield database.read(sql -> SendingBrake.mayHoldMore(sql, account)
                        && (notBefore.isEmpty() || SendingBrake.mayPutOffMore(sql, account, now)));
            }
            case Origin.Forwarded _, Origin.Hooked _ -> {
                Usage letter = Usage.of(Math.max(1, octets));
                yield sendsOnLittle(share(origin).orElseThrow(), letter, letter);
            }
            case Origin.Notice() -> true;
        };
    }

    /** As {@link MailQueue#hasRoom(NewMail, List)}. */
    boolean admits(NewMail mail, List<NewMail> beside) {
        Usage letter = Usage.of(mail.content().length());
        return share(mail.origin())
                .map(share -> sendsOnLittle(
                        share,
                        letter.plus(octets(beside, Optional.of(share))),
                        letter.plus(octets(beside, Optional.empty()))))
                .orElse(true);
    }

    private boolean sendsOnLittle(EmailAddress share, Usage ofIt, Usage all) {
        return database.read(sql -> FORWARDER.admits(sentOnBy(sql, share).plus(ofIt))
                && FORWARDERS.admits(sentOn(sql).plus(all)));
    }

    /** Whose room a letter takes up that an address of ours sends on or tells; empty for others. */
    static Optional<EmailAddress> share(Origin origin) {
        return switch (origin) {
            case Origin.Forwarded(EmailAddress by) -> Optional.of(by.canonical());
            case Origin.Hooked(EmailAddress _, DomainName host, Hook hook) -> Optional.of(hook.share(host));
            case Origin.Submitted _, Origin.Notice _ -> Optional.empty();
        };
    }

    /** What those of the letters take up that addresses of ours send on or tell. */
    private static Usage octets(List<NewMail> mails, Optional<EmailAddress> of) {
        return mails.stream()
                .filter(mail -> share(mail.origin())
                        .filter(share -> of.isEmpty() || of.get().equals(share))
                        .isPresent())
                .map(mail -> Usage.of(mail.content().length()))
                .reduce(Usage.NONE, Usage::plus);
    }

    /** As {@link MailQueue#requireRoom}. */
    void require(List<NewMail> mails) {
        disk.require(mails.stream().mapToLong(mail -> mail.content().length()).sum());
        Usage more = octets(mails, Optional.empty());
        if (more.messages() > 0
                && !database.read(sql -> FORWARDERS.admits(sentOn(sql).plus(more)))) {
            throw new DatabaseException(DatabaseException.Reason.FULL, "too much waits to be sent on");
        }
    }

    /** What waits of what an address sends on. */
    private static Usage sentOnBy(Sql sql, EmailAddress by) {
        return usage(sql, "AND forwarder = ?", by.canonical().toString());
    }

    /** What waits of what all addresses send on. */
    private static Usage sentOn(Sql sql) {
        return usage(sql, "");
    }

    private static Usage usage(Sql sql, String condition, Object... parameters) {
        return sql.first(
                        "SELECT COALESCE(SUM(size), 0), COUNT(*) FROM message WHERE forwarder IS NOT NULL AND settled IS NULL "
                                + condition,
                        row -> new Usage(row.integer(0), row.integer(1)),
                        parameters)
                .orElse(Usage.NONE);
    }
}
