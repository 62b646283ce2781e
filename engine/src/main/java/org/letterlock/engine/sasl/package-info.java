/**
 * SASL (RFC 4422): PLAIN, LOGIN, SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 4616, RFC 5802, RFC 7677, RFC 5056) as pure exchanges, and the word for who may
 * log in, {@link org.letterlock.engine.sasl.Authenticator}. Knows no storage and holds no account key.
 */
@NullMarked
package org.letterlock.engine.sasl;

import org.jspecify.annotations.NullMarked;
