/**
 * Sending: the client's side of SMTP (RFC 5321, RFC 2920, RFC 3030, RFC 3207, RFC 3461, RFC 6531), which host to try and when to try again. Takes letters
 * from the queue and answers it; knows neither accounts nor mailboxes.
 */
@NullMarked
package org.letterlock.engine.smtpclient;

import org.jspecify.annotations.NullMarked;
