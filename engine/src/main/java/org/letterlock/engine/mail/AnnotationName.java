package org.letterlock.engine.mail;

import java.util.Locale;
import java.util.Optional;

/**
 * The name of an annotation of a mailbox or of the server (RFC 5464 §3.2), such as {@code /private/comment}. Names differ in no case.
 *
 * @param value in lower case
 */
public record AnnotationName(String value) implements Comparable<AnnotationName> {

    private static final int MAX = 255;
    private static final String VENDOR = "vendor";

    /** The name that {@code text} means; empty where it is none. */
    public static Optional<AnnotationName> parse(String text) {
        boolean clean = text.length() <= MAX
                && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '*' && c != '%')
                && !text.endsWith("/")
                && !text.contains("//");
        AnnotationName name = new AnnotationName(text.toLowerCase(Locale.ROOT));
        return clean && (name.isIn("/private") || name.isIn("/shared")) ? Optional.of(name) : Optional.empty();
    }

    private boolean isIn(String scope) {
        return value.equals(scope) || value.startsWith(scope + "/");
    }

    /** Whether an annotation can be called so: two components at least, and four for a vendor's. */
    public boolean isComplete() {
        String[] components = value.substring(1).split("/", -1);
        return components.length >= (components.length > 1 && components[1].equals(VENDOR) ? 4 : 2);
    }

    /** How many levels below {@code above} this is; 0 for itself, empty where it is not below. */
    public Optional<Integer> levelsBelow(AnnotationName above) {
        if (equals(above)) {
            return Optional.of(0);
        }
        if (!value.startsWith(above.value + "/")) {
            return Optional.empty();
        }
        return Optional.of((int) value.substring(above.value.length())
                .chars()
                .filter(c -> c == '/')
                .count());
    }

    @Override
    public int compareTo(AnnotationName other) {
        return value.compareTo(other.value);
    }
}
