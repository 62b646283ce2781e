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

    /** This with its conditions on text fuzzy; everything else, and what is not to be found, stays exact (RFC 6203 §5). */
    default SearchExpression fuzzily() {
        return switch (this) {
            case And(List<SearchExpression> all) ->
                new And(all.stream().map(SearchExpression::fuzzily).toList());
            case Or(SearchExpression one, SearchExpression other) -> new Or(one.fuzzily(), other.fuzzily());
            case Subject _, AddressField _, Body _, Text _ -> new Fuzzy(this);
            case All _,
                    Not _,
                    Uids _,
                    HasFlag _,
                    Received _,
                    Sent _,
                    ReceivedAfter _,
                    Saved _,
                    IsMessage _,
                    InThread _,
                    LargerThan _,
                    SmallerThan _,
                    ModifiedSince _,
                    Header _,
                    Fuzzy _,
                    Matching _ -> this;
        };
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

    /**
     * The same words in any order, or words that are spelled nearly so (RFC 6203 §3).
     *
     * @param exact a {@link Subject}, an {@link AddressField}, a {@link Body} or a {@link Text}
     */
    record Fuzzy(SearchExpression exact) implements SearchExpression {}

    /**
     * A place in a text where a regular expression fits. The text is decoded, each field and the body by itself; runs of white space in the body are one space.
     *
     * @param where a {@link Subject}, an {@link AddressField}, a {@link Header}, a {@link Body} or a {@link Text}, whose own text does not count
     */
    record Matching(SearchExpression where, TextPattern pattern) implements SearchExpression {}

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
