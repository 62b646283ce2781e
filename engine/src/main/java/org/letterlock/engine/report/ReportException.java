package org.letterlock.engine.report;

import java.io.IOException;

/** A report is not what it should be. Its message is fixed English: nothing of the report stands in it. */
final class ReportException extends IOException {

    private static final long serialVersionUID = 1;

    private final String words;

    ReportException(String words) {
        super(words);
        this.words = words;
    }

    /** Why, in English. */
    String words() {
        return words;
    }
}
