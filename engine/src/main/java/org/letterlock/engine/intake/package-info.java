/**
 * The durable, sealed waiting room of everything that was accepted and is not yet in an account. It holds no key that opens a letter, and must not reach the
 * packages that do.
 *
 * <h2>The file</h2>
 *
 * <p>{@code intake.sqlite}, encrypted under the engine's key. That key opens no letter: what it shows is how long each letter is, for which account, and when it was
 * received.
 *
 * <pre>
 * letter  id      number
 *         name    the context of its chunks: 8 octets of milliseconds since 1970 (big-endian) when it was received, and 8 random ones
 *         length  in octets
 *         chunks  how many it has; 0 while it is being written
 *         entries how many refer to it
 * chunk   id      2<sup>20</sup> times the letter's id, and a number from 0
 *         data    a chunk of crypto.ContentKey
 * entry   seq     order of arrival
 *         account whose it is
 *         letter  which one
 *         key     the name of the key that it is sealed to (crypto.SealKeyId); an account may have had several
 *         sealed  to that key of the account, context "letterlock intake 1" | account | letter.name
 * </pre>
 *
 * <p>There are no more indexes than these, and no foreign keys: each page that a letter touches is encrypted and written once more before it is acknowledged.
 *
 * <p>What is sealed: version 2, the content key (32 octets), the time of receipt (8 octets, milliseconds since 1970), then local part and domain of the
 * reverse-path (both empty for the null one) and of the recipient's address and what {@code mail.Provenance} writes (not in version 1), each with two octets of length before it; zeros up to a multiple of 256 octets,
 * so that the length tells little of the addresses.
 *
 * <p>A letter belongs to nobody until its entries are committed, together and last. One without entries is what a crash or a full disk left: it is removed at the
 * next start.
 */
@NullMarked
package org.letterlock.engine.intake;

import org.jspecify.annotations.NullMarked;
