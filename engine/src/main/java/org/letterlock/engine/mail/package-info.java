/**
 * The words of mail: addresses, domains, envelopes, mailbox names, UIDs, flags, status codes (RFC 5321, RFC 5322,
 * RFC 9051, RFC 3463). Values only; every other package may use them and they use none.
 */
@NullMarked
package org.letterlock.engine.mail;

import org.jspecify.annotations.NullMarked;
