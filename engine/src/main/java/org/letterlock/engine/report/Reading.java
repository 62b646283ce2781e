package org.letterlock.engine.report;

/** What came of the wish to read a letter as a report. */
public sealed interface Reading {

    /**
     * It is one.
     *
     * @param report what it tells
     */
    record Read(Report report) implements Reading {}

    /**
     * It was meant as one and cannot be read; nothing of it counts.
     *
     * @param reason in English, without what the letter says
     */
    record Unreadable(String reason) implements Reading {}

    /** It is none. */
    record NoReport() implements Reading {}
}
