package org.letterlock.engine.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A list of {@code tag=value} (RFC 6376 §3.2), read strictly: a tag that stands twice, or what is no tag, makes it none. One character at a time, without going
 * back.
 */
public final class TagList {

    private static final int MAX_TAGS = 100;

    private final String text;
    private final Map<String, Value> values;

    /** Where the value of a tag is: from behind the equals sign to the semicolon. */
    private record Value(int start, int end) {}

    private TagList(String text, Map<String, Value> values) {
        this.text = text;
        this.values = values;
    }

    /** Reads {@code text}, which may be folded; empty where it is no list of tags. */
    public static Optional<TagList> parse(String text) {
        Map<String, Value> values = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int semicolon = text.indexOf(';', at);
            int end = semicolon < 0 ? text.length() : semicolon;
            boolean last = isBlank(text, at, end) && semicolon < 0;
            if (!last && !take(text, at, end, values)) {
                return Optional.empty();
            }
            at = end + 1;
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new TagList(text, values));
    }

    private static boolean take(String text, int start, int end, Map<String, Value> values) {
        int equals = text.indexOf('=', start);
        if (equals < 0 || equals >= end || values.size() == MAX_TAGS) {
            return false;
        }
        String name = strip(text.substring(start, equals));
        return isName(name)
                && isValue(text, equals + 1, end)
                && values.putIfAbsent(name, new Value(equals + 1, end)) == null;
    }

    private static boolean isBlank(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || !isLetter(name.charAt(0))) {
            return false;
        }
        return name.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_');
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isValue(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!isSpace(c) && (c < ' ' || c == 0x7f)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The value of a tag without the space around it; empty where there is no such tag. */
    public Optional<String> value(String name) {
        Value value = values.get(name);
        return value == null ? Optional.empty() : Optional.of(strip(text.substring(value.start(), value.end())));
    }

    /** The value of a tag without any space; empty where there is no such tag. */
    public Optional<String> compact(String name) {
        return value(name).map(value -> {
            StringBuilder compact = new StringBuilder(value.length());
            value.chars().filter(c -> !isSpace(c)).forEach(c -> compact.append((char) c));
            return compact.toString();
        });
    }

    /** Whether {@code name} is the first tag. */
    public boolean beginsWith(String name) {
        return values.keySet().iterator().next().equals(name);
    }

    /** The text with the value of a tag, and all space around it, taken out: what a signature signs of itself (RFC 6376 §3.7). */
    public String without(String name) {
        Value value = values.get(name);
        return value == null ? text : text.substring(0, value.start()) + text.substring(value.end());
    }
}
