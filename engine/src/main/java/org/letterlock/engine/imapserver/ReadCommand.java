package org.letterlock.engine.imapserver;

import java.util.List;
import org.letterlock.engine.spool.Spool;

/** What came of reading a command. */
sealed interface ReadCommand {

    /**
     * A command to be parsed.
     *
     * @param octets as {@code ImapCommandParser} wants them
     * @param messages the messages of APPEND or texts of them, the reader's caller closes them
     */
    record Complete(byte[] octets, List<Spool> messages) implements ReadCommand {}

    /** A command that was refused while it was read; the next one can be read. */
    record Refused(String tag, TaggedResponse response) implements ReadCommand {}

    /** The session ended while it waited for a command. */
    record Over() implements ReadCommand {}

    /** What follows cannot be told from a command: the session ends. */
    record Hopeless(LastWord word) implements ReadCommand {}
}
