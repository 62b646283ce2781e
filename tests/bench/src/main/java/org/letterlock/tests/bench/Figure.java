package org.letterlock.tests.bench;

/**
 * One line of the report.
 *
 * @param what was measured, with its unit
 * @param ours our sample
 * @param beside the peer's sample or the limit, with its name
 * @param ratio how the two compare, in words a reader can check against the goal
 */
record Figure(String what, String ours, String beside, String ratio) {

    /** How a line begins that carries a figure out of another process. */
    static final String MARK = "figure|";

    static Figure against(String what, Sample ours, String peer, Sample theirs, boolean moreIsBetter) {
        double times = moreIsBetter ? ours.median() / theirs.median() : theirs.median() / ours.median();
        return new Figure(what, ours.toString(), peer + " " + theirs, Sample.shown(times) + "x");
    }

    static Figure within(String what, double ours, String spread, double limit, String unit) {
        return new Figure(
                what,
                Sample.shown(ours) + " " + unit + spread,
                "at most " + Sample.shown(limit) + " " + unit,
                ours <= limit ? "within" : "beyond");
    }

    String row() {
        return "| " + what + " | " + ours + " | " + beside + " | " + ratio + " |";
    }

    /** As a line for another process. */
    String marked() {
        return MARK + String.join("|", what, ours, beside, ratio);
    }

    /** The other way. */
    static Figure unmarked(String line) {
        String[] parts = line.split("\\|", -1);
        return new Figure(parts[1], parts[2], parts[3], parts[4]);
    }
}
