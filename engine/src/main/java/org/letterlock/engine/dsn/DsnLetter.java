package org.letterlock.engine.dsn;

import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;

/**
 * A notification, ready to be sent with the null reverse-path.
 *
 * @param to its one recipient
 * @param content the letter, in CRLF lines
 * @param eightBit whether it has octets above 127
 * @param smtpUtf8 whether it needs SMTPUTF8
 * @param requireTls whether it goes with REQUIRETLS
 */
public record DsnLetter(EmailAddress to, Octets content, boolean eightBit, boolean smtpUtf8, boolean requireTls) {}
