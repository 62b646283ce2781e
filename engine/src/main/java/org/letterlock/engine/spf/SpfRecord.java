package org.letterlock.engine.spf;

import java.util.List;
import java.util.Optional;

/**
 * A policy (RFC 7208 §4.6.1), parsed.
 *
 * @param directives in their order
 * @param redirect whose policy counts where no directive matches
 * @param explanation where the text for a fail is
 */
record SpfRecord(List<Directive> directives, Optional<MacroString> redirect, Optional<MacroString> explanation) {

    private static final String VERSION = "v=spf1";

    SpfRecord {
        directives = List.copyOf(directives);
    }

    /**
     * One directive.
     *
     * @param result what a match means
     * @param mechanism what matches
     * @param text as it stands in the record, for the log
     */
    record Directive(SpfResult result, Mechanism mechanism, String text) {}

    /** What a text is. */
    sealed interface Parsed {
        /** A policy. */
        record Good(SpfRecord policy) implements Parsed {}

        /**
         * No policy that can be followed.
         *
         * @param reason in English, printable ASCII
         */
        record Malformed(String reason) implements Parsed {}
    }

    /** Whether {@code text} says of itself that it is a policy of this version (RFC 7208 §4.5). */
    static boolean isPolicy(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /** Parses what {@link #isPolicy}. */
    static Parsed parse(String text) {
        return new SpfRecordParser(text.substring(VERSION.length())).parse();
    }
}
