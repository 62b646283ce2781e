package org.letterlock.engine.crypto;

/** The public half of a hybrid key pair (X25519 and ML-KEM-768): whoever holds it can seal, and open nothing. */
public final class SealPublicKey {

    private SealPublicKey() {}

    /**
     * The key that {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException when the octets are no such key
     */
    public static SealPublicKey decode(byte[] encoded) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The key as octets: version, X25519 public key, ML-KEM-768 encapsulation key. */
    public byte[] encoded() {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Seals {@code secret} to this key. Safe for any thread.
     *
     * @param context what the sealed octets are for; opening needs the same
     */
    public byte[] seal(byte[] secret, byte[] context, java.security.SecureRandom random) {
        throw new UnsupportedOperationException("skeleton");
    }
}
