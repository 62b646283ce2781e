package org.letterlock.engine.imap;

/** What a literal that a client announces is. */
public enum AnnouncedMessage {
    /** A part of the command. */
    NONE,
    /** A message that is added, or text of one: kept apart from the command. */
    ADDED,
    /** A message that takes the place of another, or text of one: kept apart from the command. */
    REPLACING
}
