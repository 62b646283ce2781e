/**
 * The keys that open things: the engine key, account keys, and how credentials (RFC 5802) and the owner's recovery key wrap them. Nothing that the MX uses
 * may reach it. Secrets live outside the heap as far as they can, are zeroed when closed, and no {@code toString} shows them.
 *
 * <h2>An account key under a credential</h2>
 *
 * <pre>
 * octet 0          version, 1
 *       1 .. 12    nonce
 *       13 .. 44   the account key, ChaCha20 (RFC 8439 §2.4)
 *       45 .. 60   Poly1305 tag
 *
 * key    = HKDF-SHA256 (RFC 5869), no salt, IKM = ClientKey (RFC 5802 §3), info = "letterlock account key 1 " | the account's id, 32 octets
 * AAD    = the account's id
 * </pre>
 *
 * <p>So a record that was put in another account's place does not open.
 *
 * <h2>Keys sealed to the owner</h2>
 *
 * <p>The account key in the directory's {@code recovery_box}, and the engine key in the file {@code engine.key.sealed}, are sealed octets of package {@code crypto}
 * with the contexts that package {@code org.letterlock.recovery} names. The owner's side opens them.
 */
@NullMarked
package org.letterlock.engine.keys;

import org.jspecify.annotations.NullMarked;
