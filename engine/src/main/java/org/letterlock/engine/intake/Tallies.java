package org.letterlock.engine.intake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.letterlock.engine.intake.Intake.Tally;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Usage;

/** How much waits for each account, and how much did. Safe for any number of threads. */
final class Tallies {

    private static final Tally NOTHING = new Tally(Usage.NONE, Usage.NONE);

    private final ConcurrentMap<AccountId, Tally> tallies = new ConcurrentHashMap<>();

    Tallies(Map<AccountId, Usage> waiting) {
        waiting.forEach(this::add);
    }

    Tally of(AccountId account) {
        return tallies.getOrDefault(account, NOTHING);
    }

    void add(AccountId account, Usage more) {
        change(account, known -> new Tally(known.waiting().plus(more), known.removed()));
    }

    /** What was added is not accepted after all. */
    void takeBack(AccountId account, Usage less) {
        change(account, known -> new Tally(known.waiting().minus(less), known.removed()));
    }

    void remove(AccountId account, Usage less) {
        change(
                account,
                known -> new Tally(known.waiting().minus(less), known.removed().plus(less)));
    }

    private void change(AccountId account, UnaryOperator<Tally> change) {
        tallies.compute(account, (_, known) -> change.apply(known == null ? NOTHING : known));
    }
}
