package org.letterlock.engine.pop3;

/** What a line turned out to be. */
public sealed interface ParsedCommand {

    /** A command. */
    record Parsed(Pop3Command command) implements ParsedCommand {}

    /** No command that we know. */
    record Unknown() implements ParsedCommand {}

    /**
     * A command whose arguments are wrong.
     *
     * @param reason what is wrong, in fixed words
     */
    record Malformed(String reason) implements ParsedCommand {}
}
