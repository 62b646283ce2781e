package org.letterlock.engine.imapserver;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.engine.imap.ImapCommand.SearchReturn;
import org.letterlock.engine.imap.ImapCommand.SearchReturns;
import org.letterlock.engine.imap.PartialRange;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;

/** SEARCH, SORT and ESEARCH responses (RFC 9051 §7.3.4, RFC 4731 §3.1, RFC 5256 §4, RFC 5267 §3.1, RFC 6203 §4, RFC 7162 §3.1.5, RFC 9394 §3.1). */
final class SearchResponse {

    private final SessionState state;
    private final boolean withModSeq;

    /** @param withModSeq whether the largest mod-sequence of what is told comes with it */
    SearchResponse(SessionState state, boolean withModSeq) {
        this.state = state;
        this.withModSeq = withModSeq;
    }

    /** @param name of the response: of the command */
    void writePlain(String name, Found found) {
        ResponseWriter out = state.out();
        out.raw("* ").raw(name);
        for (long number : found.numbers()) {
            out.raw(" ").number(number);
        }
        if (withModSeq && !found.isEmpty()) {
            out.raw(" (MODSEQ ").number(modSeq(found, found.set())).raw(")");
        }
        out.crlf();
    }

    /**
     * The tag is quoted: some clients take nothing else.
     *
     * @param scores the relevancy by UID, where that is asked for
     */
    void writeExtended(Found found, SearchReturns returns, Map<Long, Integer> scores) {
        state.out().raw("* ESEARCH (TAG ").string(state.tag()).raw(")");
        items(found, returns, scores);
    }

    /** As {@link #writeExtended(Found, SearchReturns, Map)}, of {@code mailbox} (RFC 7377 §2.1). */
    void writeExtended(Found found, SearchReturns returns, Map<Long, Integer> scores, AccountStore.Mailbox mailbox) {
        state.out()
                .raw("* ESEARCH (TAG ")
                .string(state.tag())
                .raw(" MAILBOX ")
                .mailbox(mailbox.name())
                .raw(" UIDVALIDITY ")
                .number(mailbox.uidValidity())
                .raw(")");
        items(found, returns, scores);
    }

    private void items(Found found, SearchReturns returns, Map<Long, Integer> scores) {
        ResponseWriter out = state.out();
        out.raw(found.byUid() ? " UID" : "");
        if (!found.isEmpty()) {
            if (returns.has(SearchReturn.MIN)) {
                out.raw(" MIN ").number(found.numbers()[0]);
            }
            if (returns.has(SearchReturn.MAX)) {
                out.raw(" MAX ").number(found.numbers()[found.numbers().length - 1]);
            }
            if (returns.has(SearchReturn.ALL)) {
                out.raw(" ALL ").raw(UidList.of(found.numbers()));
            }
        }
        returns.partial().ifPresent(range -> writePartial(found, range));
        if (returns.has(SearchReturn.RELEVANCY) && !found.isEmpty()) {
            writeRelevancy(found, returns, scores);
        }
        if (returns.has(SearchReturn.COUNT)) {
            out.raw(" COUNT ").number(found.numbers().length);
        }
        if (withModSeq && !found.isEmpty()) {
            out.raw(" MODSEQ ").number(modSeq(found, found.referred(returns)));
        }
        out.crlf();
    }

    private void writePartial(Found found, PartialRange range) {
        long[] part = range.of(found.numbers());
        state.out()
                .raw(" PARTIAL (")
                .raw(range.toString())
                .raw(" ")
                .raw(part.length == 0 ? "NIL" : UidList.of(part))
                .raw(")");
    }

    /** Scores in the order of the numbers that are told. */
    private void writeRelevancy(Found found, SearchReturns returns, Map<Long, Integer> scores) {
        long[] told = returns.partial().map(range -> range.of(found.uids())).orElse(found.uids());
        state.out().raw(" RELEVANCY (");
        for (int i = 0; i < told.length; i++) {
            state.out().raw(i == 0 ? "" : " ").number(scores.getOrDefault(told[i], 1));
        }
        state.out().raw(")");
    }

    private long modSeq(Found found, UidSet of) {
        AtomicLong largest = new AtomicLong();
        state.store()
                .flags(
                        found.mailbox().id(),
                        of,
                        entry -> largest.accumulateAndGet(entry.modSeq().value(), Math::max));
        return largest.get();
    }
}
