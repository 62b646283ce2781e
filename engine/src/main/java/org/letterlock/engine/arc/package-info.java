/**
 * The Authenticated Received Chain (RFC 8617): what servers that passed a letter on found of it, each sealed by its finder. {@link
 * org.letterlock.engine.arc.ArcValidator} checks a chain, {@link org.letterlock.engine.arc.ArcSealer} adds a set to it. Signatures, keys and canonical forms are
 * those of {@code dkim}. Knows nothing of what a chain is worth: whom to believe is not decided here.
 */
@NullMarked
package org.letterlock.engine.arc;

import org.jspecify.annotations.NullMarked;
