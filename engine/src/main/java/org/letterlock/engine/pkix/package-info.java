/**
 * Whether a server's certificates prove that it is the host that we mean (RFC 5280 §6, RFC 9525). Judges what TLS has already shown to be in the hands of the
 * server; speaks to nobody.
 */
@NullMarked
package org.letterlock.engine.pkix;

import org.jspecify.annotations.NullMarked;
