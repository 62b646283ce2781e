package org.letterlock.engine.store;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression in the syntax of RE2, without regard to case unless it says so ({@code (?-i)}). Looking for it takes time in proportion to the text and to the size
 * of its program, whatever both are; it has no references back and does not look around.
 */
public final class TextPattern {

    /** How many characters an expression has at most. */
    public static final int MAX_LENGTH = 256;

    /** What the counts of all its repetitions may come to, multiplied: they are written out when it is compiled. */
    public static final int MAX_REPETITION = 256;

    /** How many instructions its program has at most. */
    public static final int MAX_PROGRAM = 4_096;

    /** After so many characters of a text the time is looked at. */
    private static final int CHECKED = 1_024;

    private final Pattern pattern;

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws BadPatternException when {@code expression} is none, or too large */
    public static TextPattern compile(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new BadPatternException("The expression is longer than " + MAX_LENGTH + " characters");
        }
        if (repetition(expression) > MAX_REPETITION) {
            throw new BadPatternException("The expression repeats too much");
        }
        Pattern compiled;
        try {
            compiled = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new BadPatternException("Not a regular expression: " + e.getDescription());
        }
        if (compiled.programSize() > MAX_PROGRAM) {
            throw new BadPatternException("The expression is too large");
        }
        return new TextPattern(compiled);
    }

    /** The product of the largest number in each pair of braces; braces that are no repetition count too. */
    private static long repetition(String expression) {
        long product = 1;
        for (int at = expression.indexOf('{'); at >= 0; at = expression.indexOf('{', at + 1)) {
            long largest = 1;
            long number = 0;
            for (int i = at + 1; i < expression.length() && isOfCount(expression.charAt(i)); i++) {
                char c = expression.charAt(i);
                number = c == ',' ? 0 : Math.min(number * 10 + c - '0', MAX_REPETITION + 1L);
                largest = Math.max(largest, number);
            }
            product = Math.min(product * largest, MAX_REPETITION + 1L);
        }
        return product;
    }

    private static boolean isOfCount(char c) {
        return c == ',' || (c >= '0' && c <= '9');
    }

    /**
     * Whether {@code text} has a place where it fits.
     *
     * @param check looks at the time now and then; what it throws ends the search
     */
    boolean isIn(String text, Runnable check) {
        return pattern.matcher(new Checked(text, check)).find();
    }

    /** A text whose reader is asked now and then whether it may go on. */
    private static final class Checked implements CharSequence {

        private final String text;
        private final Runnable check;
        private int left = CHECKED;

        Checked(String text, Runnable check) {
            this.text = text;
            this.check = check;
        }

        @Override
        public char charAt(int at) {
            if (--left == 0) {
                left = CHECKED;
                check.run();
            }
            return text.charAt(at);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
