package org.letterlock.engine.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.SendingRule;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.SendingUse;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.protocol.SendingInfo;
import org.letterlock.protocol.SendingOrder;

/** Answers about what accounts may send, and what is held of it. */
final class SendingAnswers {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST = 10_000;

    private final Directory directory;
    private final MailQueue queue;
    private final AccountAnswers accounts;
    private final MailLog log;
    private final Clock clock;

    SendingAnswers(Directory directory, MailQueue queue, AccountAnswers accounts, MailLog log, Clock clock) {
        this.directory = directory;
        this.queue = queue;
        this.accounts = accounts;
        this.log = log;
        this.clock = clock;
    }

    /** @param account null for all */
    List<SendingInfo> list(@Nullable String account) {
        return account == null
                ? directory.accounts().stream()
                        .map(this::told)
                        .sorted(Comparator.comparing(SendingInfo::account))
                        .toList()
                : List.of(told(accounts.named(account)));
    }

    SendingInfo set(SendingOrder order) {
        Account account = accounts.named(order.account());
        SendingRule before = directory.sendingRule(account.id());
        return change(
                account,
                new SendingRule(
                        limit(order.letters(), before.letters()),
                        limit(order.recipients(), before.recipients()),
                        // Whoever sets a limit wants it to hold.
                        Optional.empty()));
    }

    SendingInfo lift(String address) {
        Account account = accounts.named(address);
        SendingRule before = directory.sendingRule(account.id());
        Instant until = clock.instant().plus(DAY);
        SendingInfo lifted =
                change(account, new SendingRule(before.letters(), before.recipients(), Optional.of(until)));
        log.record(MailLog.Kind.HELD, "", account.address() + " may send without a limit until " + until);
        return lifted;
    }

    private SendingInfo change(Account account, SendingRule rule) {
        if (directory.setSendingRule(account.id(), rule) != ChangeResult.DONE) {
            throw Failures.noSuchAccount(account.address().toString());
        }
        return told(account);
    }

    private static OptionalLong limit(@Nullable String wanted, OptionalLong before) {
        if (wanted == null) {
            return before;
        }
        return switch (wanted) {
            case SendingOrder.NONE -> OptionalLong.of(SendingLimits.NO_LIMIT);
            case SendingOrder.UNSET -> OptionalLong.empty();
            default -> OptionalLong.of(number(wanted));
        };
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw Failures.notASendingLimit(text);
        }
        return Long.parseLong(text);
    }

    List<QueueEntry> held(String address) {
        return queue.held(accounts.named(address).id(), MOST).stream()
                .map(QueueAnswers::told)
                .toList();
    }

    SendingInfo release(String address) {
        Account account = accounts.named(address);
        decided(account, "released", queue.releaseHeld(account.id()));
        return told(account);
    }

    SendingInfo remove(String address) {
        Account account = accounts.named(address);
        decided(account, "removed", queue.removeHeld(account.id()));
        return told(account);
    }

    private void decided(Account account, String what, int letters) {
        if (letters == 0) {
            throw Failures.nothingHeld(account.address().toString());
        }
        log.record(MailLog.Kind.HELD, "", letters + " letters of " + account.address() + " were " + what);
    }

    private SendingInfo told(Account account) {
        SendingRule rule = directory.sendingRule(account.id());
        Instant now = clock.instant();
        SendingLimits limits = new SendingRule(rule.letters(), rule.recipients(), Optional.empty()).limits(now);
        SendingUse use = queue.sendingUse(account.id());
        SendingUse.Held held = use.held();
        return new SendingInfo(
                account.address().toString(),
                limited(limits.letters()),
                limited(limits.recipients()),
                use.letters(),
                use.recipients(),
                rule.liftedUntil().filter(now::isBefore).map(Instant::toString).orElse(null),
                held.letters(),
                held.recipients(),
                held.octets(),
                held.since().map(Instant::toString).orElse(null),
                held.reasons().stream()
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
    }

    private static @Nullable Long limited(long limit) {
        return limit == SendingLimits.NO_LIMIT ? null : limit;
    }
}
