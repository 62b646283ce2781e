package org.letterlock.engine.crypto;

import java.security.SecureRandom;

/** A hybrid key pair (X25519 and ML-KEM-768, FIPS 203). */
public final class SealKeyPair {

    private SealKeyPair() {}

    /** A new pair. */
    public static SealKeyPair generate(SecureRandom random) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The pair that {@link #encodedPrivate} wrote. */
    public static SealKeyPair decode(byte[] encodedPrivate) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The private half as octets, from which the whole pair comes back. A secret: the caller clears it. */
    public byte[] encodedPrivate() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The public half. */
    public SealPublicKey publicKey() {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Opens what was sealed to the public half with the same context.
     *
     * @throws SealBrokenException when the octets were changed, cut, or sealed to another key or for another context
     */
    public byte[] open(byte[] sealed, byte[] context) {
        throw new UnsupportedOperationException("skeleton");
    }
}
