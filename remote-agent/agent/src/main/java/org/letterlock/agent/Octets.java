package org.letterlock.agent;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of octets as people write it: {@code 500M} is 500 times 1,048,576 of them.
 *
 * @param count how many
 */
record Octets(long count) {

    private static final String UNITS = "KMGT";
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([KMGT]?)");
    private static final int STEP = 1024;

    /** Empty where it is no size, or one of 2<sup>63</sup> octets or more. */
    static Optional<Octets> parse(String text) {
        Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(form.group(1));
        try {
            for (int i = form.group(2).isEmpty() ? -1 : UNITS.indexOf(form.group(2)); i >= 0; i--) {
                count = Math.multiplyExact(count, STEP);
            }
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
        return Optional.of(new Octets(count));
    }

    /** With one digit behind the point where that says more. */
    @Override
    public String toString() {
        if (count < STEP) {
            return Long.toString(count);
        }
        double shown = count;
        int unit = -1;
        while (shown >= STEP && unit + 1 < UNITS.length()) {
            shown /= STEP;
            unit++;
        }
        String number = String.format(Locale.ROOT, "%.1f", shown);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + UNITS.charAt(unit);
    }
}
