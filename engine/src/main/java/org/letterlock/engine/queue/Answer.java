package org.letterlock.engine.queue;

import java.util.Optional;
import org.letterlock.engine.mail.StatusCode;

/**
 * What came of an attempt for a recipient, in words to show and to quote in a notice.
 *
 * @param status the enhanced status code
 * @param text the reply of the other server, or what kept us from having one; one line, without control characters, at most 1,000 characters
 * @param remote the server that said it; empty where none did
 */
public record Answer(StatusCode status, String text, Optional<String> remote) {

    private static final int MAX_TEXT = 1000;

    /** Makes {@code text} one short line. */
    public Answer {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_TEXT)
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) || isSurrogate(c) ? ' ' : c));
        text = line.toString().strip();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** An answer of our own. */
    public static Answer ours(StatusCode status, String text) {
        return new Answer(status, text, Optional.empty());
    }
}
