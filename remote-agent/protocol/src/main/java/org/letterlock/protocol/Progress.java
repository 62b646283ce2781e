package org.letterlock.protocol;

/**
 * How far a call is.
 *
 * @param work the name that the caller gave the call
 * @param step a word for what is done now, stable, such as {@code blocklists}
 * @param done how many steps are done, from 0
 * @param total how many there are
 */
public record Progress(String work, String step, int done, int total) {}
