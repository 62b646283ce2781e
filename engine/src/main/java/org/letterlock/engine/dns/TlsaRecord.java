package org.letterlock.engine.dns;

/**
 * What a TLSA record says (RFC 6698 §2.1). What of it can be used is for its reader to judge.
 *
 * @param usage 0 to 255; 2 names an authority, 3 the server itself
 * @param selector 0 to 255; 0 the whole certificate, 1 its public key
 * @param matchingType 0 to 255; 0 the octets themselves, 1 their SHA-256, 2 their SHA-512
 * @param data what to compare with
 */
public record TlsaRecord(int usage, int selector, int matchingType, byte[] data) {}
