package org.letterlock.engine.imap;

/** What the parser made of a command. */
public sealed interface ParsedCommand {

    /** A command that can be carried out. */
    record Parsed(String tag, ImapCommand command) implements ParsedCommand {}

    /** Not in the grammar: BAD. {@code tag} is {@code *} where none could be read. */
    record Malformed(String tag, String reason) implements ParsedCommand {}

    /** In the grammar, but nothing we have: NO with a code. */
    record Refused(String tag, ResponseCode code, String reason) implements ParsedCommand {}
}
