package org.letterlock.engine.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.letterlock.engine.mail.DomainName;

/**
 * A private key by which letters of a domain are signed. Its {@link Object#toString} tells nothing of the key.
 *
 * @param domain who signs
 * @param selector a single label, under which the public half is published
 * @param algorithm of its signatures
 * @param key itself
 */
public record SigningKey(DomainName domain, String selector, SignatureAlgorithm algorithm, PrivateKey key) {

    private static final int RSA_BITS = 2048;
    private static final int ED25519_LENGTH = 32;

    /**
     * A new key.
     *
     * @param privateKey PKCS #8
     * @param record what its TXT record says
     */
    public record Fresh(byte[] privateKey, String record) {
        @Override
        public String toString() {
            return record;
        }
    }

    /** Makes a new key: RSA of 2048 bits (RFC 8301 §3.2) or Ed25519. */
    public static Fresh generate(SignatureAlgorithm algorithm, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type(algorithm));
            if (algorithm == SignatureAlgorithm.RSA_SHA256) {
                generator.initialize(RSA_BITS, random);
            } else {
                generator.initialize(255, random);
            }
            KeyPair pair = generator.generateKeyPair();
            return new Fresh(
                    pair.getPrivate().getEncoded(),
                    record(algorithm, pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** The TXT record: an Ed25519 key stands bare in it (RFC 8463 §4), an RSA key with its type. */
    private static String record(SignatureAlgorithm algorithm, byte[] info) {
        byte[] published = algorithm == SignatureAlgorithm.RSA_SHA256
                ? info
                : Arrays.copyOfRange(info, info.length - ED25519_LENGTH, info.length);
        return "v=DKIM1; k=" + algorithm.keyType() + "; p="
                + Base64.getEncoder().encodeToString(published);
    }

    /**
     * The key that {@code privateKey} holds.
     *
     * @throws IllegalArgumentException when it holds none of that kind
     */
    public static SigningKey of(DomainName domain, String selector, SignatureAlgorithm algorithm, byte[] privateKey) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(type(algorithm)).generatePrivate(new PKCS8EncodedKeySpec(privateKey));
            return new SigningKey(domain, selector, algorithm, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a private key", e);
        }
    }

    private static String type(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.RSA_SHA256 ? "RSA" : "Ed25519";
    }

    @Override
    public String toString() {
        return selector + "._domainkey." + domain;
    }
}
