package org.letterlock.engine.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.SearchExpression.Comparison;

/**
 * An expression as a condition on rows {@code e} of {@code entry}, its values as parameters. Conditions on text are answered beforehand: they become
 * sets of messages.
 */
final class SearchPlan {

    /** More intervals than this are put together to a list of UIDs. */
    private static final int MAX_RANGES = 200;

    private final Keywords keywords;
    private final Function<UidSet, long[]> present;
    private final Function<SearchExpression, long[]> texts;
    private final StringBuilder condition = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /**
     * @param keywords of the mailbox
     * @param present the UIDs of a set that are there
     * @param texts the messages that match a condition on text
     */
    SearchPlan(Keywords keywords, Function<UidSet, long[]> present, Function<SearchExpression, long[]> texts) {
        this.keywords = keywords;
        this.present = present;
        this.texts = texts;
    }

    String condition() {
        return condition.isEmpty() ? "1" : condition.toString();
    }

    List<Object> parameters() {
        return parameters;
    }

    /** Whether {@code expression} asks for text anywhere. */
    static boolean asksText(SearchExpression expression) {
        return switch (expression) {
            case SearchExpression.And(List<SearchExpression> all) ->
                all.stream().anyMatch(SearchPlan::asksText);
            case SearchExpression.Or(SearchExpression one, SearchExpression other) -> asksText(one) || asksText(other);
            case SearchExpression.Not(SearchExpression negated) -> asksText(negated);
            case SearchExpression.Subject _,
                    SearchExpression.AddressField _,
                    SearchExpression.Header _,
                    SearchExpression.Body _,
                    SearchExpression.Text _,
                    SearchExpression.Fuzzy _,
                    SearchExpression.Matching _ -> true;
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
                    SearchExpression.ModifiedSince _ -> false;
        };
    }

    void add(SearchExpression expression) {
        switch (expression) {
            case SearchExpression.All() -> condition.append('1');
            case SearchExpression.And(List<SearchExpression> all) -> join(all, " AND ");
            case SearchExpression.Or or -> join(alternatives(or), " OR ");
            case SearchExpression.Not(SearchExpression.Not(SearchExpression meant)) -> add(meant);
            case SearchExpression.Not(SearchExpression negated) -> {
                condition.append("NOT ");
                join(List.of(negated), "");
            }
            case SearchExpression.Uids(UidSet uids) -> uids(uids);
            case SearchExpression.HasFlag(Flag flag) -> flag(flag);
            case SearchExpression.Received(Comparison comparison, LocalDate date) ->
                days("e.received", comparison, millis(date), millis(date.plusDays(1)));
            case SearchExpression.Sent(Comparison comparison, LocalDate date) ->
                days(
                        "ifnull((SELECT m.sent FROM message m WHERE m.id = e.message), -999999999)",
                        comparison,
                        date.toEpochDay(),
                        date.toEpochDay() + 1);
            case SearchExpression.ReceivedAfter(Instant moment) -> compare("e.received >= ?", moment.toEpochMilli());
            case SearchExpression.Saved(Comparison comparison, LocalDate date) ->
                days("e.saved", comparison, millis(date), millis(date.plusDays(1)));
            case SearchExpression.IsMessage(var id) -> compare("e.message = ?", id.value());
            case SearchExpression.InThread(long thread) ->
                compare("(SELECT m.thread FROM message m WHERE m.id = e.message) = ?", thread);
            case SearchExpression.LargerThan(long octets) -> compare("e.size > ?", octets);
            case SearchExpression.SmallerThan(long octets) -> compare("e.size < ?", octets);
            case SearchExpression.ModifiedSince(var modSeq) -> compare("e.modseq >= ?", modSeq.value());
            case SearchExpression.Subject _,
                    SearchExpression.AddressField _,
                    SearchExpression.Header _,
                    SearchExpression.Body _,
                    SearchExpression.Text _,
                    SearchExpression.Fuzzy _,
                    SearchExpression.Matching _ -> list("e.message", texts.apply(expression));
        }
    }

    /** What a chain of OR offers, side by side: SQLite's parser has a stack of a hundred, and programs write long chains. */
    private static List<SearchExpression> alternatives(SearchExpression.Or chain) {
        List<SearchExpression> all = new ArrayList<>();
        Deque<SearchExpression> waiting = new ArrayDeque<>(List.of(chain));
        while (!waiting.isEmpty()) {
            SearchExpression next = waiting.pop();
            if (next instanceof SearchExpression.Or(SearchExpression one, SearchExpression other)) {
                waiting.push(other);
                waiting.push(one);
            } else {
                all.add(next);
            }
        }
        return all;
    }

    private void join(List<SearchExpression> expressions, String operator) {
        if (expressions.isEmpty()) {
            condition.append('1');
            return;
        }
        condition.append('(');
        for (int i = 0; i < expressions.size(); i++) {
            condition.append(i == 0 ? "" : operator);
            add(expressions.get(i));
        }
        condition.append(')');
    }

    private void uids(UidSet uids) {
        if (uids.ranges().size() > MAX_RANGES) {
            list("e.uid", present.apply(uids));
        } else if (uids.isEmpty()) {
            condition.append('0');
        } else {
            condition.append(uids.ranges().stream()
                    .map(r -> "e.uid BETWEEN ? AND ?")
                    .collect(Collectors.joining(" OR ", "(", ")")));
            uids.ranges().forEach(r -> {
                parameters.add(r.first());
                parameters.add(r.last());
            });
        }
    }

    private void flag(Flag flag) {
        if (flag.isSystem()) {
            compare("(e.flags & ?) <> 0", FlagBits.of(flag));
            return;
        }
        Optional<String> mark = keywords.mark(flag);
        condition.append(mark.isPresent() ? "instr(e.keywords, ?) > 0" : "0");
        mark.ifPresent(parameters::add);
    }

    /** A message without a date is before every day and on none; only BEFORE has to be told so. */
    private void days(String column, Comparison comparison, long from, long until) {
        switch (comparison) {
            case BEFORE -> {
                condition
                        .append('(')
                        .append(column)
                        .append(" < ? AND ")
                        .append(column)
                        .append(" > -999999999)");
                parameters.add(from);
            }
            case ON -> {
                condition
                        .append('(')
                        .append(column)
                        .append(" >= ? AND ")
                        .append(column)
                        .append(" < ?)");
                parameters.add(from);
                parameters.add(until);
            }
            case SINCE -> compare(column + " >= ?", from);
        }
    }

    private static long millis(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private void compare(String text, Object parameter) {
        condition.append(text);
        parameters.add(parameter);
    }

    private void list(String column, long[] values) {
        condition.append(column).append(" IN (SELECT value FROM json_each(?))");
        parameters.add(Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]")));
    }
}
