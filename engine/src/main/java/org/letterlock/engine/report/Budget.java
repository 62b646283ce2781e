package org.letterlock.engine.report;

import java.util.Arrays;

/** What may still be spent on one letter, by all of its parts together: one that fails leaves less to the next. For one thread. */
final class Budget {

    /** A report that was packed and then packed again is known; more is not. */
    static final int MOST_LAYERS = 2;

    private final long[] octets = new long[MOST_LAYERS + 1];
    private int failures;
    private long elements;
    private int records;

    Budget(ReportReader.Limits limits) {
        Arrays.fill(octets, limits.unpacked());
        this.failures = limits.failures();
        this.elements = limits.elements();
        this.records = limits.records();
    }

    /** Octets came out of a layer; 0 is what is in the letter itself. */
    void read(int layer, int count) throws ReportException {
        octets[layer] -= count;
        if (octets[layer] < 0) {
            throw new ReportException("it is larger than a report may be");
        }
    }

    /** An element of XML began. */
    void element() throws ReportException {
        elements--;
        if (elements < 0) {
            throw new ReportException("it has too many elements");
        }
    }

    /** A record began. */
    void record() throws ReportException {
        records--;
        if (records < 0) {
            throw new ReportException("it has too many records");
        }
    }

    /** A part that should be a report is none; whether another one may be tried. */
    boolean mayFailAgain() {
        failures--;
        return failures > 0;
    }
}
