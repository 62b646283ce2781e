package org.letterlock.engine.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** How signatures are made. There is no SHA-1 (RFC 8301 §3.1). */
public enum SignatureAlgorithm {
    RSA_SHA256("rsa-sha256", "rsa"),
    ED25519_SHA256("ed25519-sha256", "ed25519");

    private final String token;
    private final String keyType;

    SignatureAlgorithm(String token, String keyType) {
        this.token = token;
        this.keyType = keyType;
    }

    /** The algorithm that {@code token} names, in any case. */
    public static Optional<SignatureAlgorithm> parse(String token) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** The value of the tag {@code a}. */
    public String token() {
        return token;
    }

    /** The value of the tag {@code k} of its keys. */
    public String keyType() {
        return keyType;
    }

    /** Whether {@code signature} is one of {@code data} by the owner of {@code key}. */
    public boolean verifies(PublicKey key, byte[] data, byte[] signature) {
        return this == ED25519_SHA256 ? verifiesEd25519(key, data, signature) : verifiesRsa(key, data, signature);
    }

    /** BouncyCastle's takes a fraction of the time of the JDK's. */
    private boolean verifiesEd25519(PublicKey key, byte[] data, byte[] signature) {
        byte[] info = key.getEncoded();
        int start = info.length - Ed25519.PUBLIC_KEY_SIZE;
        byte[] hash = signed(data);
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, info, start, hash, 0, hash.length);
    }

    private boolean verifiesRsa(PublicKey key, byte[] data, byte[] signature) {
        try {
            Signature verifier = engine();
            verifier.initVerify(key);
            verifier.update(signed(data));
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException _) {
            // A key or a signature of a wrong length; strangers write both.
            return false;
        }
    }

    /** Signs {@code data}. */
    public byte[] sign(PrivateKey key, byte[] data) {
        try {
            Signature signer = engine();
            signer.initSign(key);
            signer.update(signed(data));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of ours does not sign", e);
        }
    }

    private Signature engine() {
        try {
            return Signature.getInstance(this == RSA_SHA256 ? "SHA256withRSA" : "Ed25519");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** Ed25519 signs the hash (RFC 8463 §3). */
    private byte[] signed(byte[] data) {
        return this == RSA_SHA256 ? data : BodyHashes.sha256().digest(data);
    }
}
