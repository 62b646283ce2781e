package org.letterlock.engine.queue;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.log.Printable;
import org.letterlock.engine.mail.StatusCode;

/**
 * What came of an attempt for a recipient, in words to show and to quote in a notice.
 *
 * @param status the enhanced status code
 * @param text the reply of the other server, or what kept us from having one; one line, at most 1,000 characters, without any that a terminal obeys or that
 *     turn the order of others
 * @param remote the server that said it; empty where none did
 * @param contact the server that was spoken to, or could not be reached; empty where none was tried
 * @param before what came of servers that were tried before in the same attempt, first to last; they have none before them
 */
public record Answer(
        StatusCode status, String text, Optional<String> remote, Optional<Contact> contact, List<Answer> before) {

    private static final int MAX_TEXT = 1000;

    /** Makes {@code text} one short line. */
    public Answer {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_TEXT)
                .forEach(c -> line.appendCodePoint(Printable.isHarmful(c) || isSurrogate(c) ? ' ' : c));
        text = line.toString().strip();
        before = List.copyOf(before);
    }

    /** An answer of which no more is known. */
    public Answer(StatusCode status, String text, Optional<String> remote) {
        this(status, text, remote, Optional.empty(), List.of());
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** An answer of our own. */
    public static Answer ours(StatusCode status, String text) {
        return new Answer(status, text, Optional.empty());
    }

    /** The same, had from this server. */
    public Answer from(Contact server) {
        return new Answer(status, text, remote, Optional.of(server), before);
    }

    /** The same under another status. */
    public Answer as(StatusCode other) {
        return new Answer(other, text, remote, contact, before);
    }

    /** The same after these. */
    public Answer after(List<Answer> earlier) {
        return new Answer(status, text, remote, contact, earlier);
    }
}
