package org.letterlock.engine.crypto;

import java.security.InvalidKeyException;
import java.security.SecureRandom;

/** X25519 (RFC 7748 §5) over bare octets: BouncyCastle's, which takes a third of the JDK's time. */
final class X25519 {

    static final int LENGTH = 32;

    private X25519() {}

    /** A new private key: any 32 octets are one. */
    static byte[] generate(SecureRandom random) {
        byte[] octets = new byte[LENGTH];
        random.nextBytes(octets);
        return octets;
    }

    /** The public key of a private one: its product with the base point 9. */
    static byte[] publicKey(byte[] privateKey) {
        byte[] product = new byte[LENGTH];
        org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(privateKey, 0, product, 0);
        return product;
    }

    /** @throws InvalidKeyException when the public key is a point of small order */
    static byte[] agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
        byte[] secret = new byte[LENGTH];
        if (!org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(privateKey, 0, publicKey, 0, secret, 0)) {
            throw new InvalidKeyException("a point of small order");
        }
        return secret;
    }
}
