package org.letterlock.protocol;

/**
 * Something that happened.
 *
 * @param at when
 * @param kind what, in capital letters, such as {@code ACCEPTED}
 * @param connection the connection or queue entry; may be empty
 * @param detail in English, without secrets and without content of letters
 */
public record LogEvent(@Moment String at, String kind, String connection, String detail) {}
