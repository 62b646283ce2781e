package org.letterlock.engine.directory;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import org.letterlock.engine.mail.EmailAddress;

/**
 * A regular expression over whole local parts, in the syntax of RE2 without counted repetitions, so that its program is no larger than itself; matching takes time in
 * proportion to the address. It knows no case.
 */
final class AddressPattern {

    private static final int MAX_LENGTH = 200;

    private final String key;
    private final Pattern pattern;

    private AddressPattern(String key, Pattern pattern) {
        this.key = key;
        this.pattern = pattern;
    }

    /**
     * Reads an expression; empty where it is none, or more than we want to match.
     *
     * @param key of its row
     */
    static Optional<AddressPattern> of(String key, String expression) {
        if (expression.isEmpty() || expression.length() > MAX_LENGTH || expression.indexOf('{') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AddressPattern(key, Pattern.compile(expression, Pattern.CASE_INSENSITIVE)));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    String key() {
        return key;
    }

    /** Whether it is about {@code canonical}, with or without its detail. */
    boolean matches(EmailAddress canonical) {
        return key.startsWith(Index.catchAllKey(canonical.domain()) + AddressName.SLASH)
                && (pattern.matches(canonical.localPart())
                        || pattern.matches(canonical.withoutDetail().localPart()));
    }
}
