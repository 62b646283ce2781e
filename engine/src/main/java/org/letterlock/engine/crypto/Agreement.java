package org.letterlock.engine.crypto;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The X25519 half of a seal: a public key of one side, made for this, and the secret that it has in common with the other side's key. It opens nothing
 * without the ML-KEM half, which is never kept.
 */
final class Agreement {

    private final byte[] once;
    private final byte[] secret;

    private Agreement(byte[] once, byte[] secret) {
        this.once = once;
        this.secret = secret;
    }

    /** With a key pair made for this and forgotten at once. */
    static Agreement with(byte[] publicKey, SecureRandom random) throws InvalidKeyException {
        byte[] own = X25519.generate(random);
        try {
            return new Agreement(X25519.publicKey(own), X25519.agree(own, publicKey));
        } finally {
            Arrays.fill(own, (byte) 0);
        }
    }

    /** What {@link #with} agreed on, seen from the owner of the other key. */
    static Agreement of(byte[] privateKey, byte[] once) throws InvalidKeyException {
        return new Agreement(once, X25519.agree(privateKey, once));
    }

    /** The public key made for this. */
    byte[] once() {
        return once;
    }

    boolean isWith(byte[] key) {
        return Arrays.equals(once, key);
    }

    /** A copy, the caller's to clear. */
    byte[] secret() {
        return secret.clone();
    }
}
