/**
 * Sealing: the hybrid KEM (X25519 and ML-KEM-768) and chunked ChaCha20-Poly1305. Pure functions over octets.
 */
@NullMarked
package org.letterlock.engine.crypto;

import org.jspecify.annotations.NullMarked;
