/**
 * SMTP's grammar and words (RFC 5321, RFC 6409) with PIPELINING (RFC 2920), CHUNKING (RFC 3030), SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8
 * (RFC 6531), DSN (RFC 3461), AUTH (RFC 4954), STARTTLS (RFC 3207) and enhanced status codes (RFC 2034). Octets in, values out; nothing here
 * has a state, a socket or a store.
 */
@NullMarked
package org.letterlock.engine.smtp;

import org.jspecify.annotations.NullMarked;
