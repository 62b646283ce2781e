package org.letterlock.engine.imap;

/** What {@link CommandPartGrammar} cuts: a command is any number of {@link Literal} parts, each followed by its octets, and one {@link End}. */
public sealed interface CommandPart {

    /**
     * The last line of a command.
     *
     * @param octets the line without its CRLF
     */
    record End(byte[] octets) implements CommandPart {}

    /**
     * A line that announces a literal (RFC 9051 §4.3, RFC 7888).
     *
     * @param octets the line with the announcement, without its CRLF
     * @param size how many octets follow; {@link Long#MAX_VALUE} where the number is too large to be one
     * @param synchronizing whether the client waits for a continuation before it sends them
     * @param binary whether it is a literal8 (RFC 9051 §4.3, {@code ~{n}})
     */
    record Literal(byte[] octets, long size, boolean synchronizing, boolean binary) implements CommandPart {}

    /**
     * The line is longer than the limit. The rest of it has not been taken.
     *
     * @param beginning its first octets, for its tag
     */
    record TooLong(byte[] beginning) implements CommandPart {}

    /**
     * A line that ends with LF without CR.
     *
     * @param octets the line
     */
    record BareLineFeed(byte[] octets) implements CommandPart {}
}
