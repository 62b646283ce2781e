package org.letterlock.engine.imap;

import org.jspecify.annotations.Nullable;

/** Leaves the parser's recursion; {@link ImapCommandParser} turns it into a {@link ParsedCommand} and lets it go no further. */
final class SyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient @Nullable ResponseCode code;

    SyntaxException(String reason) {
        this(reason, null);
    }

    /** @param code for what is in the grammar but cannot be had; null for what is not in the grammar */
    SyntaxException(String reason, @Nullable ResponseCode code) {
        super(reason, null, false, false);
        this.code = code;
    }

    ParsedCommand toParsed(String tag) {
        String reason = String.valueOf(getMessage());
        return code == null ? new ParsedCommand.Malformed(tag, reason) : new ParsedCommand.Refused(tag, code, reason);
    }
}
