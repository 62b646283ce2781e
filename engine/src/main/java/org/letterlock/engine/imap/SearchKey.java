package org.letterlock.engine.imap;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.letterlock.engine.mail.Flag;

/** A key of SEARCH (RFC 9051 §6.4.4, RFC 3501 §6.4.4). Keys such as UNSEEN are the {@link Not} of another. */
public sealed interface SearchKey {

    record All() implements SearchKey {}

    /** Only IMAP4rev1 has it; no message of ours is recent. */
    record Recent() implements SearchKey {}

    record And(List<SearchKey> keys) implements SearchKey {}

    record Or(SearchKey one, SearchKey other) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    record Sequence(SequenceSet numbers) implements SearchKey {}

    record Uids(SequenceSet uids) implements SearchKey {}

    record HasFlag(Flag flag) implements SearchKey {}

    /** BEFORE, ON, SINCE: the internal date. */
    record Received(DateTest test, LocalDate date) implements SearchKey {}

    /** SENTBEFORE, SENTON, SENTSINCE: the Date field. */
    record Sent(DateTest test, LocalDate date) implements SearchKey {}

    /** YOUNGER (RFC 5032). */
    record Younger(Duration age) implements SearchKey {}

    /** SAVEDBEFORE, SAVEDON, SAVEDSINCE (RFC 8514 §4.1): when it came into the mailbox. */
    record Saved(DateTest test, LocalDate date) implements SearchKey {}

    /** SAVEDATESUPPORTED (RFC 8514 §4.1): all messages have that date. */
    record SaveDateSupported() implements SearchKey {}

    /** EMAILID (RFC 8474 §6). */
    record EmailId(String id) implements SearchKey {}

    /** THREADID (RFC 8474 §6). */
    record ThreadId(String id) implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    /** MODSEQ (RFC 7162 §3.1.5). */
    record ModSeqAtLeast(long modSeq) implements SearchKey {}

    record Subject(String text) implements SearchKey {}

    record AddressField(Field field, String text) implements SearchKey {}

    record Header(String field, String text) implements SearchKey {}

    record Body(String text) implements SearchKey {}

    record Text(String text) implements SearchKey {}

    /** FUZZY (RFC 6203 §3). */
    record Fuzzy(SearchKey key) implements SearchKey {}

    /**
     * X-REGEX, a key of our own: a regular expression in place of a text.
     *
     * @param key a {@link Subject}, an {@link AddressField}, a {@link Header}, a {@link Body} or a {@link Text}
     */
    record Regex(SearchKey key) implements SearchKey {}

    /** How dates compare. */
    enum DateTest {
        BEFORE,
        ON,
        SINCE
    }

    /** Which field of addresses. */
    enum Field {
        FROM,
        TO,
        CC,
        BCC
    }
}
