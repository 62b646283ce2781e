package org.letterlock.engine.control;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.directory.Vacations;
import org.letterlock.protocol.VacationInfo;
import org.letterlock.protocol.VacationOrder;

/** Answers about what accounts answer while their people are away. */
final class VacationAnswers {

    private final Vacations vacations;
    private final AccountAnswers accounts;
    private final Clock clock;

    VacationAnswers(Vacations vacations, AccountAnswers accounts, Clock clock) {
        this.vacations = vacations;
        this.accounts = accounts;
        this.clock = clock;
    }

    VacationInfo show(String address) {
        return told(accounts.named(address));
    }

    VacationInfo set(VacationOrder order) {
        Account account = accounts.named(order.account());
        Integer days = order.days();
        Vacation vacation = new Vacation(
                order.text().replace("\r\n", "\n").strip(),
                Optional.ofNullable(order.subject()).map(String::strip),
                days == null ? Vacation.DEFAULT_DAYS : days,
                moment(order.from()),
                moment(order.until()));
        List<String> problems = vacation.problems();
        if (!problems.isEmpty()) {
            throw Failures.notAVacation(String.join(" ", problems));
        }
        if (vacation.until().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
            throw Failures.notAVacation("Its end is over already.");
        }
        if (vacations.set(account.id(), vacation) != ChangeResult.DONE) {
            throw Failures.noSuchAccount(order.account());
        }
        return told(account);
    }

    private static Optional<Instant> moment(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException _) {
            throw Failures.notAVacation("\"" + text + "\" is no moment like 2026-12-24T00:00:00Z.");
        }
    }

    VacationInfo end(String address) {
        Account account = accounts.named(address);
        if (vacations.end(account.id()) != ChangeResult.DONE) {
            throw Failures.noVacation(account.address().toString());
        }
        return told(account);
    }

    private VacationInfo told(Account account) {
        Optional<Vacation> vacation = vacations.of(account.id());
        return new VacationInfo(
                account.address().toString(),
                vacation.filter(set -> set.isOn(clock.instant())).isPresent(),
                vacation.map(Vacation::text).orElse(null),
                vacation.flatMap(Vacation::subject).orElse(null),
                vacation.map(Vacation::days).orElse(Vacation.DEFAULT_DAYS),
                vacation.flatMap(Vacation::from).map(Instant::toString).orElse(null),
                vacation.flatMap(Vacation::until).map(Instant::toString).orElse(null));
    }
}
