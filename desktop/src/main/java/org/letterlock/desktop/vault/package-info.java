/**
 * What the app keeps secret: one file, encrypted under a passphrase. Nothing of it is written anywhere else.
 *
 * <p>The file: {@code LLV1}, memory in KiB and passes of Argon2id (four octets each, big endian), a salt of 16 octets, a nonce of 12, and the contents as JSON under
 * ChaCha20-Poly1305, with everything before as associated data. The nonce is new with every write.
 */
@NullMarked
package org.letterlock.desktop.vault;

import org.jspecify.annotations.NullMarked;
