package org.letterlock.engine.imapserver;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.SearchReturn;
import org.letterlock.engine.imap.ImapCommand.SearchReturns;
import org.letterlock.engine.imap.ImapCommand.SearchSource.Filter;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.SearchKey;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.Ranking;
import org.letterlock.engine.store.BadPatternException;
import org.letterlock.engine.store.MessageThread;
import org.letterlock.engine.store.SearchExpression;
import org.letterlock.engine.store.SearchLimits;
import org.letterlock.engine.store.TextPattern;

/** SEARCH (RFC 9051 §6.4.4, RFC 4731, RFC 5182), SORT and THREAD (RFC 5256 §3, RFC 5267), fuzzily too (RFC 6203). */
final class SearchHandler {

    private static final SearchExpression NOTHING = new SearchExpression.Not(new SearchExpression.All());

    private final SessionState state;
    private final Clock clock;

    SearchHandler(SessionState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    TaggedResponse search(ImapCommand.Search command, SelectedMailbox mailbox) {
        return answer(
                List.of(),
                command.byUid(),
                command.returns(),
                command.key(),
                mailbox,
                looking -> look(mailbox, looking, command.returns(), limits()));
    }

    /** ESEARCH (RFC 7377). All mailboxes together have the time of one search. */
    TaggedResponse multiSearch(ImapCommand.MultiSearch command) {
        boolean selected = command.sources().stream().anyMatch(source -> source.filter() == Filter.SELECTED);
        boolean others = command.sources().stream().anyMatch(source -> source.filter() != Filter.SELECTED);
        SearchReturns returns = command.returns().orElse(SearchReturns.ALL);
        boolean update = returns.has(SearchReturn.UPDATE);
        if ((selected || update) && state.selected().isEmpty()) {
            return TaggedResponse.bad("Select a mailbox first");
        }
        if (returns.has(SearchReturn.SAVE) && others) {
            return TaggedResponse.bad("SAVE is for the selected mailbox alone");
        }
        if (asksModSeq(command.key())) {
            state.enableCondstore();
        }
        long deadline = System.nanoTime() + state.settings().searchTime().toNanos();
        LongCommand watched = new LongCommand(state);
        try {
            for (AccountStore.Mailbox mailbox : state.store().mailboxes()) {
                if (mailbox.selectable() && isSource(mailbox, command)) {
                    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
                    searchIn(mailbox, command, returns, new SearchLimits(left, watched));
                }
            }
        } catch (BadPatternException e) {
            return TaggedResponse.no(ResponseCode.CANNOT, e.why());
        } catch (DatabaseException e) {
            if (e.reason() != DatabaseException.Reason.INTERRUPTED) {
                throw e;
            }
            // RFC 7377 §2.4: what was found until then was told already.
            return TaggedResponse.ok(ResponseCode.LIMIT, "This takes too much, the rest was not looked through");
        }
        if (update) {
            SearchContexts.refuse(state.out(), state.tag());
        }
        return TaggedResponse.ok("Done");
    }

    private boolean isSource(AccountStore.Mailbox mailbox, ImapCommand.MultiSearch command) {
        MailboxName name = mailbox.name();
        return command.sources().stream().anyMatch(source -> switch (source.filter()) {
            case SELECTED -> isSelected(mailbox);
            // Where filters deliver to is not known beforehand: then all are meant.
            case INBOXES, PERSONAL -> true;
            case SUBSCRIBED -> mailbox.subscribed();
            case SUBTREE -> source.names().stream().anyMatch(top -> name.equals(top) || name.isBelow(top));
            case SUBTREE_ONE ->
                source.names().stream()
                        .anyMatch(top -> name.equals(top)
                                || name.parent().filter(top::equals).isPresent());
            case MAILBOXES -> source.names().contains(name);
        });
    }

    private boolean isSelected(AccountStore.Mailbox mailbox) {
        return state.selected().filter(one -> one.id().equals(mailbox.id())).isPresent();
    }

    /** Searches one mailbox, as the client knows it if it is the selected one. */
    private void searchIn(
            AccountStore.Mailbox mailbox, ImapCommand.MultiSearch command, SearchReturns returns, SearchLimits limits) {
        Optional<SelectedMailbox> known = isSelected(mailbox)
                ? state.selected()
                : state.store()
                        .view(mailbox.id())
                        .map(view -> new SelectedMailbox(mailbox.id(), mailbox.name(), true, view));
        if (known.isEmpty()) {
            return; // deleted meanwhile
        }
        SelectedMailbox in = known.get();
        Ranking ranking = look(in, expression(command.key(), in), command.returns(), limits);
        Found found = new Found(
                Arrays.stream(ranking.uids())
                        .filter(uid -> in.sequence().number(uid) > 0)
                        .toArray(),
                in,
                true);
        if (returns.has(SearchReturn.SAVE)) {
            in.save(found.referred(returns));
        }
        if (!found.isEmpty() && !returns.savesOnly()) {
            new SearchResponse(state, asksModSeq(command.key()))
                    .writeExtended(found, returns, ranking.scores(), mailbox);
        }
    }

    private Ranking look(
            SelectedMailbox mailbox, SearchExpression looking, Optional<SearchReturns> returns, SearchLimits limits) {
        if (asksRelevancy(returns)) {
            return state.store().rank(mailbox.id(), looking, List.of(), limits);
        }
        List<Uid> found = state.store().search(mailbox.id(), looking, limits);
        return new Ranking(found.stream().mapToLong(Uid::value).toArray(), Map.of());
    }

    TaggedResponse sort(ImapCommand.Sort command, SelectedMailbox mailbox) {
        List<SortCriterion> criteria = command.criteria();
        return answer(criteria, command.byUid(), command.returns(), command.key(), mailbox, looking -> {
            SearchLimits limits = limits();
            boolean ranked = asksRelevancy(command.returns())
                    || criteria.stream().anyMatch(criterion -> criterion.key() == SortCriterion.Key.RELEVANCY);
            return ranked
                    ? state.store().rank(mailbox.id(), looking, criteria, limits)
                    : new Ranking(state.store().sort(mailbox.id(), looking, criteria, limits), Map.of());
        });
    }

    private SearchLimits limits() {
        return new SearchLimits(state.settings().searchTime(), new LongCommand(state));
    }

    private static boolean asksRelevancy(Optional<SearchReturns> returns) {
        return returns.filter(wanted -> wanted.has(SearchReturn.RELEVANCY)).isPresent();
    }

    TaggedResponse thread(ImapCommand.ThreadMessages command, SelectedMailbox mailbox) {
        if (asksModSeq(command.key())) {
            state.enableCondstore();
        }
        if (mailbox.sequence().size() == 0) {
            state.out().raw("* THREAD\r\n");
            return TaggedResponse.ok("Done");
        }
        // What came since the client was last told has no number yet.
        UidSet known = UidSet.of(List.of(new UidSet.Range(1, mailbox.sequence().lastUid())));
        return withinLimits(() -> {
            SearchExpression looking = expression(command.key(), mailbox).and(new SearchExpression.Uids(known));
            List<MessageThread> threads = state.store().thread(mailbox.id(), looking, command.algorithm(), limits());
            new ThreadWriter(
                            state.out(),
                            uid -> command.byUid()
                                    ? uid.value()
                                    : mailbox.sequence().number(uid.value()))
                    .write(threads);
            return TaggedResponse.ok("Done");
        });
    }

    TaggedResponse cancelUpdate(ImapCommand.CancelUpdate command, SelectedMailbox mailbox) {
        mailbox.contexts().cancel(command.tags());
        return TaggedResponse.ok("Done");
    }

    private static TaggedResponse withinLimits(Supplier<TaggedResponse> work) {
        try {
            return work.get();
        } catch (BadPatternException e) {
            return TaggedResponse.no(ResponseCode.CANNOT, e.why());
        } catch (DatabaseException e) {
            if (e.reason() == DatabaseException.Reason.INTERRUPTED) {
                return TaggedResponse.no(ResponseCode.LIMIT, "This takes too much, ask for less");
            }
            throw e;
        }
    }

    /** @param criteria what is found is sorted by; none for SEARCH */
    private TaggedResponse answer(
            List<SortCriterion> criteria,
            boolean byUid,
            Optional<SearchReturns> returns,
            SearchKey key,
            SelectedMailbox mailbox,
            Function<SearchExpression, Ranking> look) {
        boolean update =
                returns.filter(wanted -> wanted.has(SearchReturn.UPDATE)).isPresent();
        if (update && mailbox.contexts().has(state.tag())) {
            return TaggedResponse.bad("That tag is in use");
        }
        boolean withModSeq = asksModSeq(key);
        if (withModSeq) {
            state.enableCondstore();
        }
        return withinLimits(() -> {
            SearchExpression looking = expression(key, mailbox);
            Ranking ranking = look.apply(looking);
            long[] uids = Arrays.stream(ranking.uids())
                    .filter(uid -> mailbox.sequence().number(uid) > 0)
                    .toArray();
            Found all = new Found(uids, mailbox, byUid);
            returns.filter(wanted -> wanted.has(SearchReturn.SAVE))
                    .ifPresent(wanted -> mailbox.save(all.referred(wanted)));
            SearchResponse response = new SearchResponse(state, withModSeq);
            boolean sorted = !criteria.isEmpty();
            if (returns.isEmpty() && (sorted || !state.rev2())) {
                response.writePlain(sorted ? "SORT" : "SEARCH", all);
            } else if (returns.filter(SearchReturns::savesOnly).isEmpty()) {
                response.writeExtended(all, returns.orElse(SearchReturns.ALL), ranking.scores());
            }
            List<FetchItem> pushed = returns.map(SearchReturns::pushed).orElse(List.of());
            if (update
                    && !mailbox.contexts()
                            .add(state.tag(), new SearchContexts.Query(byUid, looking, criteria, pushed), uids)) {
                SearchContexts.refuse(state.out(), state.tag());
            }
            return TaggedResponse.ok("Done");
        });
    }

    /** Whether {@code key} asks for mod-sequences anywhere: then the answer has one too (RFC 7162 §3.1.5). */
    private static boolean asksModSeq(SearchKey key) {
        return switch (key) {
            case SearchKey.ModSeqAtLeast modSeq -> true;
            case SearchKey.And(var keys) -> keys.stream().anyMatch(SearchHandler::asksModSeq);
            case SearchKey.Or(var one, var other) -> asksModSeq(one) || asksModSeq(other);
            case SearchKey.Not(var negated) -> asksModSeq(negated);
            case SearchKey.Fuzzy(var fuzzy) -> asksModSeq(fuzzy);
            default -> false;
        };
    }

    private SearchExpression expression(SearchKey key, SelectedMailbox mailbox) {
        return switch (key) {
            case SearchKey.All(), SearchKey.SaveDateSupported() -> new SearchExpression.All();
            case SearchKey.Recent() -> NOTHING;
            case SearchKey.And(var keys) ->
                new SearchExpression.And(
                        keys.stream().map(k -> expression(k, mailbox)).toList());
            case SearchKey.Or(var one, var other) ->
                new SearchExpression.Or(expression(one, mailbox), expression(other, mailbox));
            case SearchKey.Not(var negated) -> new SearchExpression.Not(expression(negated, mailbox));
            case SearchKey.Regex(var where) ->
                new SearchExpression.Matching(expression(where, mailbox), TextPattern.compile(pattern(where)));
            case SearchKey.Fuzzy(var fuzzy) -> expression(fuzzy, mailbox).fuzzily();
            case SearchKey.Sequence(var set) -> new SearchExpression.Uids(mailbox.resolveLeniently(set, false));
            case SearchKey.Uids(var set) -> new SearchExpression.Uids(mailbox.resolveLeniently(set, true));
            case SearchKey.HasFlag(var flag) -> new SearchExpression.HasFlag(flag);
            case SearchKey.Received(var test, var date) -> new SearchExpression.Received(comparison(test), date);
            case SearchKey.Sent(var test, var date) -> new SearchExpression.Sent(comparison(test), date);
            case SearchKey.Younger(var age) ->
                new SearchExpression.ReceivedAfter(clock.instant().minus(age));
            case SearchKey.Saved(var test, var date) -> new SearchExpression.Saved(comparison(test), date);
            case SearchKey.EmailId(String id) ->
                ObjectIds.parseMessage(id)
                        .<SearchExpression>map(SearchExpression.IsMessage::new)
                        .orElse(NOTHING);
            case SearchKey.ThreadId(String id) ->
                ObjectIds.parseThread(id)
                        .<SearchExpression>map(SearchExpression.InThread::new)
                        .orElse(NOTHING);
            case SearchKey.Larger(long octets) -> new SearchExpression.LargerThan(octets);
            case SearchKey.Smaller(long octets) -> new SearchExpression.SmallerThan(octets);
            case SearchKey.ModSeqAtLeast(long modSeq) -> new SearchExpression.ModifiedSince(new ModSeq(modSeq));
            case SearchKey.Subject(String text) -> new SearchExpression.Subject(text);
            case SearchKey.AddressField(var field, String text) ->
                new SearchExpression.AddressField(SearchExpression.Field.valueOf(field.name()), text);
            case SearchKey.Header(String field, String text) -> new SearchExpression.Header(field, text);
            case SearchKey.Body(String text) -> new SearchExpression.Body(text);
            case SearchKey.Text(String text) -> new SearchExpression.Text(text);
        };
    }

    private static String pattern(SearchKey where) {
        return switch (where) {
            case SearchKey.Subject(String text) -> text;
            case SearchKey.AddressField address -> address.text();
            case SearchKey.Header header -> header.text();
            case SearchKey.Body(String text) -> text;
            case SearchKey.Text(String text) -> text;
            default -> throw new IllegalArgumentException("no text: " + where);
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
