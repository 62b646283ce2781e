/**
 * Sealing: the hybrid KEM (X25519 and ML-KEM-768) and chunked ChaCha20-Poly1305. Pure functions over octets; knows nothing of mail, files or accounts.
 *
 * <h2>Keys</h2>
 *
 * <pre>
 * public key     octet 0          version, 1
 *                1 .. 32          X25519 public key (RFC 7748 §5)
 *                33 .. 1216       ML-KEM-768 encapsulation key (FIPS 203)
 *
 * private key    octet 0          version, 1
 *                1 .. 32          X25519 private key (RFC 7748 §5)
 *                33 .. 96         ML-KEM-768 seed, d then z (FIPS 203, ML-KEM.KeyGen_internal)
 * </pre>
 *
 * <p>A key's name, where one of several is meant, is the first 8 octets of the SHA-256 of its public half.
 *
 * <h2>Sealed octets</h2>
 *
 * <pre>
 *                octet 0          version, 1
 *                1 .. 32          X25519 public key of the sender, used once
 *                33 .. 1120       ML-KEM-768 ciphertext
 *                1121 .. n-17     the secret, ChaCha20 (RFC 8439 §2.4)
 *                n-16 .. n-1      Poly1305 tag (RFC 8439 §2.8)
 *
 * IKM    = ML-KEM shared secret | X25519 shared secret
 * key    = HKDF-SHA256 (RFC 5869), no salt, 32 octets,
 *          info = "letterlock seal 1" | sealed octets 0 .. 1120 | recipient's public key 1 .. 1216
 * nonce  = 12 octets of zero: each key encrypts once
 * AAD    = sealed octets 0 .. 1120 | context
 * </pre>
 *
 * <h2>Chunks</h2>
 *
 * <p>A body is encrypted under a {@link org.letterlock.engine.crypto.ContentKey} of its own in chunks of 65536 octets, the last one shorter and perhaps empty:
 *
 * <pre>
 * nonce  = octets 0 .. 7   index of the chunk from 0, big-endian
 *          8 .. 10         zero
 *          11              1 in the last chunk, else 0
 * AAD    = "letterlock chunk 1" | context
 * chunk  = ciphertext | tag of 16 octets
 * </pre>
 *
 * <p>So a chunk that was changed, moved, left out or taken from another body does not open, nor does a body that lost its end. Each key encrypts one body once.
 */
@NullMarked
package org.letterlock.engine.crypto;

import org.jspecify.annotations.NullMarked;
