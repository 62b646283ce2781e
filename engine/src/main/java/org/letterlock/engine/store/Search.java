package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.sqlite.Sql.Row;
import org.letterlock.engine.store.AccountStore.MailboxId;

/**
 * Searches a mailbox once, leaving out what comes after the search began: first the conditions on text, each giving a set of messages and each only among
 * those that the conditions beside it leave; then everything in one query.
 */
final class Search {

    private final Ledger ledger;
    private final Budget budget;
    private final TextMatches matches;

    Search(Ledger ledger, Budget budget, TextIndex index) {
        this.ledger = ledger;
        this.budget = budget;
        this.matches = new TextMatches(budget, index);
    }

    List<Uid> search(MailboxId id, SearchExpression expression) {
        return Roll.Condition.of(expression)
                .flatMap(condition -> onRoll(id, condition))
                .orElseGet(() -> find(id, expression, row -> new Uid(row.integer(0))));
    }

    /** Flags alone are looked up where they are known, without a row read; empty where they are not. */
    private Optional<List<Uid>> onRoll(MailboxId id, Roll.Condition condition) {
        budget.step();
        Function<Sql, Optional<Roll>> read = sql -> MailboxState.load(sql, id.value())
                .flatMap(mailbox -> ledger.rolls().now(sql, mailbox));
        // Only where the roll is at hand is that a short read.
        Optional<Roll> roll = ledger.rolls().has(id.value()) ? ledger.read(read) : budget.read(read);
        return roll.map(found -> found.find(condition));
    }

    /** The UIDs that match, ascending, each with its relevancy: the mean of what the fuzzy conditions say that it meets, 100 where there are none. */
    Map<Long, Integer> rank(MailboxId id, SearchExpression expression) {
        Map<Long, Integer> scores = new LinkedHashMap<>();
        find(id, expression, row -> new long[] {row.integer(0), row.integer(1)})
                .forEach(entry -> scores.put(entry[0], matches.score(entry[1])));
        return scores;
    }

    private <T> List<T> find(MailboxId id, SearchExpression expression, Function<Row, T> map) {
        Optional<Scope> scope = budget.read(
                sql -> MailboxState.load(sql, id.value()).map(mailbox -> Scope.of(sql, mailbox, expression)));
        if (scope.isEmpty()) {
            return List.of();
        }
        Map<SearchExpression, long[]> answers = new HashMap<>();
        eachOnText(expression, leaf -> answers.computeIfAbsent(leaf, l -> matches.find(scope.get(), l)));
        return budget.read(sql -> MailboxState.load(sql, id.value())
                .map(mailbox -> run(sql, mailbox, scope.get(), expression, answers, map))
                .orElse(List.of()));
    }

    private static <T> List<T> run(
            Sql sql,
            MailboxState mailbox,
            Scope scope,
            SearchExpression expression,
            Map<SearchExpression, long[]> answers,
            Function<Row, T> map) {
        SearchPlan plan = new SearchPlan(
                mailbox.keywords(), present(sql, mailbox), leaf -> Objects.requireNonNull(answers.get(leaf)));
        plan.add(expression);
        List<Object> parameters = new ArrayList<>(List.of(scope.mailbox(), scope.uidNext()));
        parameters.addAll(plan.parameters());
        return sql.query(
                "SELECT e.uid, e.message FROM entry e WHERE e.mailbox = ? AND e.uid < ? AND " + plan.condition()
                        + " ORDER BY e.uid",
                map,
                parameters.toArray());
    }

    private static void eachOnText(SearchExpression expression, Consumer<SearchExpression> each) {
        switch (expression) {
            case SearchExpression.And(List<SearchExpression> all) -> all.forEach(e -> eachOnText(e, each));
            case SearchExpression.Or(SearchExpression one, SearchExpression other) -> {
                eachOnText(one, each);
                eachOnText(other, each);
            }
            case SearchExpression.Not(SearchExpression negated) -> eachOnText(negated, each);
            case SearchExpression.Subject _,
                    SearchExpression.AddressField _,
                    SearchExpression.Header _,
                    SearchExpression.Body _,
                    SearchExpression.Text _,
                    SearchExpression.Fuzzy _,
                    SearchExpression.Matching _ -> each.accept(expression);
            case SearchExpression.All _,
                    SearchExpression.Uids _,
                    SearchExpression.HasFlag _,
                    SearchExpression.Received _,
                    SearchExpression.Sent _,
                    SearchExpression.ReceivedAfter _,
                    SearchExpression.Saved _,
                    SearchExpression.IsMessage _,
                    SearchExpression.InThread _,
                    SearchExpression.LargerThan _,
                    SearchExpression.SmallerThan _,
                    SearchExpression.ModifiedSince _ -> {}
        }
    }

    private static Function<UidSet, long[]> present(Sql sql, MailboxState mailbox) {
        return uids ->
                sql.query("SELECT uid FROM entry WHERE mailbox = ?", row -> row.integer(0), mailbox.id()).stream()
                        .mapToLong(Long::longValue)
                        .filter(uids::contains)
                        .toArray();
    }

    /**
     * What a search looks at: the entries {@code e} of {@code entry} that meet a condition.
     *
     * @param mailbox its mailbox
     * @param uidNext only UIDs below
     * @param where the condition, on mailbox and UID too
     * @param parameters of the condition
     */
    record Scope(long mailbox, long uidNext, String where, List<Object> parameters) {

        private static Scope of(Sql sql, MailboxState mailbox, SearchExpression expression) {
            List<SearchExpression> beside = expression instanceof SearchExpression.And(List<SearchExpression> all)
                    ? all.stream().filter(e -> !SearchPlan.asksText(e)).toList()
                    : List.of();
            SearchPlan plan = new SearchPlan(mailbox.keywords(), present(sql, mailbox), leaf -> new long[0]);
            plan.add(new SearchExpression.And(beside));
            List<Object> parameters = new ArrayList<>(List.of(mailbox.id(), mailbox.uidNext()));
            parameters.addAll(plan.parameters());
            return new Scope(
                    mailbox.id(), mailbox.uidNext(), "e.mailbox = ? AND e.uid < ? AND " + plan.condition(), parameters);
        }
    }
}
