package org.letterlock.engine.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748 §5) over bare octets. */
final class X25519 {

    static final int LENGTH = 32;

    // The DER around a bare key (RFC 8410 §4 and §7), which has one form only.
    private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b656e04220420");

    private X25519() {}

    /** A new private key: any 32 octets are one. */
    static byte[] generate(SecureRandom random) {
        byte[] octets = new byte[LENGTH];
        random.nextBytes(octets);
        return octets;
    }

    /** The public key of a private one: its product with the base point 9. */
    static byte[] publicKey(byte[] privateKey) {
        byte[] base = new byte[LENGTH];
        base[0] = 9;
        try {
            return agree(privateKey, base);
        } catch (InvalidKeyException e) {
            throw Aead.missing(e);
        }
    }

    /** @throws InvalidKeyException when the public key is a point of small order */
    static byte[] agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
        byte[] encoded = Encodings.join(PRIVATE, privateKey);
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            PublicKey other = keys.generatePublic(new X509EncodedKeySpec(Encodings.join(PUBLIC, publicKey)));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(other, true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw Aead.missing(e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
