package org.letterlock.tests.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Several measurements of the same thing.
 *
 * @param values at least one
 */
record Sample(List<Double> values) {

    Sample {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a sample needs a value");
        }
    }

    static Sample of(double... values) {
        return new Sample(Arrays.stream(values).boxed().toList());
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * The value that {@code percent} of all values do not exceed.
     *
     * @param percent above 0, at most 100
     */
    double percentile(double percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    double smallest() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double largest() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** The median with its spread, such as {@code 412 (398 to 420)}. */
    @Override
    public String toString() {
        return "%s (%s to %s)".formatted(shown(median()), shown(smallest()), shown(largest()));
    }

    /** A number in a precision that fits its size. */
    static String shown(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
