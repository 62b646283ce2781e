package org.letterlock.engine;

/** The engine cannot start, or a check cannot be made. The message is the one sentence that the console shows. */
final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StartException(String sentence) {
        super(sentence);
    }

    StartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
