package org.letterlock.engine.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.UidSet;

/** What to look for in a mailbox (RFC 9051 §6.4.4), sequence numbers already turned into UIDs. Text matches as a substring, without regard to case. */
public sealed interface SearchExpression {

    /** Both this and {@code other}, side by side. */
    default SearchExpression and(SearchExpression other) {
        List<SearchExpression> both =
                new ArrayList<>(this instanceof And(List<SearchExpression> all) ? all : List.of(this));
        both.add(other);
        return new And(List.copyOf(both));
    }

    record All() implements SearchExpression {}

    record And(List<SearchExpression> all) implements SearchExpression {}

    record Or(SearchExpression one, SearchExpression other) implements SearchExpression {}

    record Not(SearchExpression expression) implements SearchExpression {}

    record Uids(UidSet uids) implements SearchExpression {}

    record HasFlag(Flag flag) implements SearchExpression {}

    /** The internal date, disregarding time and zone. */
    record Received(Comparison comparison, LocalDate date) implements SearchExpression {}

    /** The Date field, disregarding time and zone. */
    record Sent(Comparison comparison, LocalDate date) implements SearchExpression {}

    /** The internal date against a moment (RFC 5032 WITHIN). */
    record ReceivedAfter(Instant moment) implements SearchExpression {}

    /** When it came into the mailbox, disregarding time and zone (RFC 8514). */
    record Saved(Comparison comparison, LocalDate date) implements SearchExpression {}

    record IsMessage(AccountStore.MessageId id) implements SearchExpression {}

    record InThread(long thread) implements SearchExpression {}

    record LargerThan(long octets) implements SearchExpression {}

    record SmallerThan(long octets) implements SearchExpression {}

    /** A mod-sequence of at least {@code modSeq} (RFC 7162 §3.1.5). */
    record ModifiedSince(ModSeq modSeq) implements SearchExpression {}

    /** Subject, decoded. */
    record Subject(String text) implements SearchExpression {}

    /** From, To, Cc or Bcc, decoded. */
    record AddressField(Field field, String text) implements SearchExpression {}

    /** Any header field; an empty text asks only whether the field is there. */
    record Header(String field, String text) implements SearchExpression {}

    /** The decoded text of the body, not the header. */
    record Body(String text) implements SearchExpression {}

    /** Header or body. */
    record Text(String text) implements SearchExpression {}

    /** How dates compare. */
    enum Comparison {
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
