package org.letterlock.engine.log;

/** Text of strangers made safe to show: on one line, without anything that a terminal obeys or that reverses what is read. */
public final class Printable {

    private Printable() {}

    /**
     * {@code text} with what is harmful in it spelled out.
     *
     * @param most how many UTF-16 units of {@code text} are kept
     */
    public static String of(String text, int most) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), most));
        int end = Math.min(text.length(), most);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (isHarmful(c) || isHalf(text, i, end)) {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return text.length() > most ? safe.append('\u2026').toString() : safe.toString();
    }

    /** Whether a terminal obeys {@code c}, or it turns the order of what stands around it. */
    public static boolean isHarmful(int c) {
        // C0, DEL and C1; the marks, embeddings, overrides and isolates of bidirectional text; line and paragraph
        // separators.
        return Character.isISOControl(c)
                || c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    /** Whether a surrogate stands alone. */
    private static boolean isHalf(String text, int at, int end) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 >= end || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
