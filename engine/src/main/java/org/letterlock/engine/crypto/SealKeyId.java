package org.letterlock.engine.crypto;

/**
 * Names a key that is sealed to, among those of one account.
 *
 * @param value the first 8 octets of the SHA-256 of the public key's octets, big-endian
 */
public record SealKeyId(long value) {}
