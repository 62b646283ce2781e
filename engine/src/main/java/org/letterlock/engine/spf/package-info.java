/**
 * The Sender Policy Framework (RFC 7208): whether a host may use a domain in the envelope. {@link org.letterlock.engine.spf.SpfChecker} is the whole of it; a record
 * is parsed before anything in it is followed, and following has limits in number and in time. Knows the DNS only as it is given, and nothing of letters.
 */
@NullMarked
package org.letterlock.engine.spf;

import org.jspecify.annotations.NullMarked;
