package org.letterlock.protocol;

/**
 * A choice about security updates.
 *
 * @param on whether the computer is to install them by itself; otherwise what the agent changed for that is undone
 */
public record UpdatesChoice(boolean on) {}
