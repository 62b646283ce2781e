package org.letterlock.engine.mail;

/**
 * By what messages are sorted (RFC 5256 §3, RFC 5957 §4, RFC 6203 §6).
 *
 * @param key what is compared
 * @param reverse whether the largest comes first
 */
public record SortCriterion(Key key, boolean reverse) {

    /** What of a message is compared. */
    public enum Key {
        ARRIVAL,
        CC,
        DATE,
        DISPLAYFROM,
        DISPLAYTO,
        FROM,
        /** How well it fits a fuzzy search; the most relevant comes first unless reversed. */
        RELEVANCY,
        SIZE,
        SUBJECT,
        TO
    }
}
