package org.letterlock.engine.imapserver;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.SearchReturn;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.imap.SearchKey;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.SearchExpression;

/** SEARCH (RFC 9051 §6.4.4, RFC 4731, RFC 5182). */
final class SearchHandler {

    private final SessionState state;
    private final Clock clock;

    SearchHandler(SessionState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    TaggedResponse search(ImapCommand.Search command, SelectedMailbox mailbox) {
        List<Uid> found;
        try {
            found = state.store()
                    .search(
                            mailbox.id(),
                            expression(command.key(), mailbox),
                            state.settings().searchTime());
        } catch (DatabaseException e) {
            if (e.reason() == DatabaseException.Reason.INTERRUPTED) {
                return TaggedResponse.no(ResponseCode.LIMIT, "The search took too long, ask for less");
            }
            throw e;
        }
        long[] uids = found.stream()
                .mapToLong(Uid::value)
                .filter(uid -> mailbox.sequence().number(uid) > 0)
                .toArray();
        long[] numbers = command.byUid() ? uids : numbers(uids, mailbox);
        Optional<EnumSet<SearchReturn>> returns = command.returns();
        if (returns.isPresent()) {
            if (returns.get().contains(SearchReturn.SAVE)) {
                mailbox.save(toSave(uids, returns.get()));
            }
            if (!returns.get().equals(EnumSet.of(SearchReturn.SAVE))) {
                writeExtended(command.byUid(), numbers, returns.get());
            }
        } else if (state.rev2()) {
            writeExtended(command.byUid(), numbers, EnumSet.of(SearchReturn.ALL));
        } else {
            writePlain(numbers);
        }
        return TaggedResponse.ok("Done");
    }

    private static long[] numbers(long[] uids, SelectedMailbox mailbox) {
        long[] numbers = new long[uids.length];
        for (int i = 0; i < uids.length; i++) {
            numbers[i] = mailbox.sequence().number(uids[i]);
        }
        return numbers;
    }

    /** With MIN and MAX alone only those are saved (RFC 5182 §2.4). */
    private static UidSet toSave(long[] uids, EnumSet<SearchReturn> returns) {
        boolean min = returns.contains(SearchReturn.MIN);
        boolean max = returns.contains(SearchReturn.MAX);
        boolean all = returns.contains(SearchReturn.ALL) || returns.contains(SearchReturn.COUNT) || !(min || max);
        if (all || uids.length == 0) {
            return UidSet.of(uids);
        }
        long first = uids[min ? 0 : uids.length - 1];
        long last = uids[max ? uids.length - 1 : 0];
        return UidSet.of(first, last);
    }

    private void writePlain(long[] numbers) {
        ResponseWriter out = state.out();
        out.raw("* SEARCH");
        for (long number : numbers) {
            out.raw(" ").number(number);
        }
        out.crlf();
    }

    /** The tag is quoted: some clients take nothing else. */
    private void writeExtended(boolean byUid, long[] numbers, EnumSet<SearchReturn> returns) {
        ResponseWriter out = state.out();
        out.raw("* ESEARCH (TAG ").string(state.tag()).raw(byUid ? ") UID" : ")");
        if (numbers.length > 0) {
            if (returns.contains(SearchReturn.MIN)) {
                out.raw(" MIN ").number(numbers[0]);
            }
            if (returns.contains(SearchReturn.MAX)) {
                out.raw(" MAX ").number(numbers[numbers.length - 1]);
            }
            if (returns.contains(SearchReturn.ALL)) {
                out.raw(" ALL ").raw(UidSet.of(numbers).toString());
            }
        }
        if (returns.contains(SearchReturn.COUNT)) {
            out.raw(" COUNT ").number(numbers.length);
        }
        out.crlf();
    }

    private SearchExpression expression(SearchKey key, SelectedMailbox mailbox) {
        return switch (key) {
            case SearchKey.All() -> new SearchExpression.All();
            case SearchKey.Recent() -> new SearchExpression.Not(new SearchExpression.All());
            case SearchKey.And(var keys) ->
                new SearchExpression.And(
                        keys.stream().map(k -> expression(k, mailbox)).toList());
            case SearchKey.Or(var one, var other) ->
                new SearchExpression.Or(expression(one, mailbox), expression(other, mailbox));
            case SearchKey.Not(var negated) -> new SearchExpression.Not(expression(negated, mailbox));
            case SearchKey.Sequence(var set) -> new SearchExpression.Uids(mailbox.resolveLeniently(set, false));
            case SearchKey.Uids(var set) -> new SearchExpression.Uids(mailbox.resolveLeniently(set, true));
            case SearchKey.HasFlag(var flag) -> new SearchExpression.HasFlag(flag);
            case SearchKey.Received(var test, var date) -> new SearchExpression.Received(comparison(test), date);
            case SearchKey.Sent(var test, var date) -> new SearchExpression.Sent(comparison(test), date);
            case SearchKey.Younger(var age) ->
                new SearchExpression.ReceivedAfter(clock.instant().minus(age));
            case SearchKey.Larger(long octets) -> new SearchExpression.LargerThan(octets);
            case SearchKey.Smaller(long octets) -> new SearchExpression.SmallerThan(octets);
            case SearchKey.ModSeqAtLeast(long modSeq) ->
                new SearchExpression.ModifiedSince(new ModSeq(Math.max(0, modSeq - 1)));
            case SearchKey.Subject(String text) -> new SearchExpression.Subject(text);
            case SearchKey.AddressField(var field, String text) ->
                new SearchExpression.AddressField(SearchExpression.Field.valueOf(field.name()), text);
            case SearchKey.Header(String field, String text) -> new SearchExpression.Header(field, text);
            case SearchKey.Body(String text) -> new SearchExpression.Body(text);
            case SearchKey.Text(String text) -> new SearchExpression.Text(text);
        };
    }

    private static SearchExpression.Comparison comparison(SearchKey.DateTest test) {
        return switch (test) {
            case BEFORE -> SearchExpression.Comparison.BEFORE;
            case ON -> SearchExpression.Comparison.ON;
            case SINCE -> SearchExpression.Comparison.SINCE;
        };
    }
}
