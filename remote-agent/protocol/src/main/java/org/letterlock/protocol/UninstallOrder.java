package org.letterlock.protocol;

/**
 * How to take Letterlock off a computer.
 *
 * @param work what {@link Progress} is to call it
 * @param eraseMail whether the mail, too, and every key to it; it is kept otherwise
 */
public record UninstallOrder(String work, boolean eraseMail) {}
