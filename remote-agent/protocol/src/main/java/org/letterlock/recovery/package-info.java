/**
 * The owner's half of recovery: the secret that is printed and kept in the app's vault, the key pair that belongs to it, and opening what a server sealed to
 * it. A server never sees any of this but the public key. Needs nothing but the JDK, so that the app and the command line use it without the engine.
 *
 * <h2>The secret</h2>
 *
 * <p>32 random octets. Written as eight groups of eight characters of Crockford's base 32 ({@code 0123456789ABCDEFGHJKMNPQRSTVWXYZ}), 40 bits each:
 *
 * <pre>
 * group i of 1 .. 8    octets 4i-4 .. 4i-1 of the secret
 *                      octet 0 of SHA-256(i | those four octets)
 * </pre>
 *
 * <p>so that a group that was mistyped, or stands in another's place, is known. As data of a QR code: {@code LETTERLOCK-RECOVERY:1:} and the 64 characters, all of
 * which QR's alphanumeric mode has.
 *
 * <h2>The key pair</h2>
 *
 * <pre>
 * HKDF-SHA256 (RFC 5869), no salt, IKM = the secret, info = "letterlock seal key pair 1", 96 octets:
 *     0 .. 31    X25519 private key (RFC 7748 §5)
 *     32 .. 95   ML-KEM-768 seed, d then z (FIPS 203)
 * </pre>
 *
 * <p>The public key and sealed octets have the format of the engine's package {@code crypto}. What is sealed, and its context:
 *
 * <pre>
 * an account's key, 32 octets     "letterlock recovery 1 " | the account's id
 * the engine's key, 32 octets     "letterlock engine key 1"
 * </pre>
 */
@NullMarked
package org.letterlock.recovery;

import org.jspecify.annotations.NullMarked;
