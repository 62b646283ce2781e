package org.letterlock.engine.arc;

import java.util.Optional;
import org.letterlock.engine.dkim.SignedHeader;
import org.letterlock.engine.mime.HeaderField;

/** The instance of a field: which set it belongs to (RFC 8617 §4.2.1). */
final class Instance {

    /** No more sets than this are a chain. */
    static final int MAX = 50;

    private static final int MAX_DIGITS = 2;

    private Instance() {}

    /** The instance of an ARC-Message-Signature or an ARC-Seal, 1 to 50; empty where it tells none. */
    static Optional<Integer> ofTags(HeaderField field) {
        return SignedHeader.tags(field).flatMap(tags -> tags.value("i")).flatMap(Instance::position);
    }

    /** The instance of an ARC-Authentication-Results, which begins with it; 1 to 50, empty where it tells none. */
    static Optional<Integer> ofResults(HeaderField field) {
        String value = field.value();
        int semicolon = value.indexOf(';');
        int equals = value.indexOf('=');
        if (equals < 0 || semicolon < equals) {
            return Optional.empty();
        }
        return withoutComments(value.substring(0, equals))
                .filter("i"::equals)
                .flatMap(_ -> withoutComments(value.substring(equals + 1, semicolon)))
                .flatMap(Instance::position);
    }

    private static Optional<Integer> position(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(digits)).filter(instance -> instance >= 1 && instance <= MAX);
    }

    /** The text without comments and the space around it; empty where a comment does not end. */
    private static Optional<String> withoutComments(String text) {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == '\\' && depth > 0) {
                i++;
            } else if (depth == 0) {
                plain.append(c);
            }
            if (depth < 0) {
                return Optional.empty();
            }
        }
        return depth == 0 ? Optional.of(plain.toString().strip()) : Optional.empty();
    }
}
