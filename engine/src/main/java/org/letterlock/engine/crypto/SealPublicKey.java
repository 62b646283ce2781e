package org.letterlock.engine.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KEM;

/** The public half of a hybrid key pair (X25519 and ML-KEM-768): whoever holds it can seal, and open nothing. Immutable. */
public final class SealPublicKey {

    static final byte VERSION = 1;
    static final int HEADER = 1 + X25519.LENGTH + MlKem.CIPHERTEXT;

    private static final int LENGTH = 1 + X25519.LENGTH + MlKem.PUBLIC_KEY;
    private static final byte[] LABEL = "letterlock seal 1".getBytes(US_ASCII);

    private final byte[] encoded;
    private final byte[] x25519;
    private final PublicKey mlKem;
    private final SealKeyId id;

    SealPublicKey(byte[] x25519, PublicKey mlKem) {
        this.x25519 = x25519;
        this.mlKem = mlKem;
        this.encoded = Encodings.join(new byte[] {VERSION}, x25519, MlKem.encoded(mlKem));
        this.id = new SealKeyId(ByteBuffer.wrap(sha256(encoded)).getLong());
    }

    /**
     * The key that {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException when the octets are no such key
     */
    public static SealPublicKey decode(byte[] encoded) {
        if (encoded.length != LENGTH || encoded[0] != VERSION) {
            throw new IllegalArgumentException("no sealing key of a known version");
        }
        byte[] x25519 = Arrays.copyOfRange(encoded, 1, 1 + X25519.LENGTH);
        byte[] mlKem = Arrays.copyOfRange(encoded, 1 + X25519.LENGTH, LENGTH);
        try {
            // Both are tried once with a key of no account, so that a bad one is refused here and not when mail
            // arrives.
            SecureRandom random = new SecureRandom();
            byte[] agreed = X25519.agree(X25519.generate(random), x25519);
            Arrays.fill(agreed, (byte) 0);
            return new SealPublicKey(x25519, MlKem.decode(mlKem, random));
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("no valid sealing key", e);
        }
    }

    /** The key as octets: version, X25519 public key, ML-KEM-768 encapsulation key. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** Its name. */
    public SealKeyId id() {
        return id;
    }

    /**
     * Seals {@code secret} to this key. Safe for any thread.
     *
     * @param context what the sealed octets are for; opening needs the same
     */
    public byte[] seal(byte[] secret, byte[] context, SecureRandom random) {
        try (PreparedSeal prepared = prepare(random)) {
            return prepared.seal(secret, context);
        }
    }

    /** Does what of a seal can be done before there is something to seal. Safe for any thread. */
    public PreparedSeal prepare(SecureRandom random) {
        byte[] once = X25519.generate(random);
        try {
            KEM.Encapsulated encapsulated = MlKem.encapsulate(mlKem, random);
            byte[] header = Encodings.join(new byte[] {VERSION}, X25519.publicKey(once), encapsulated.encapsulation());
            return new PreparedSeal(
                    header, combine(encapsulated.key().getEncoded(), X25519.agree(once, x25519), header));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a checked key was refused", e);
        } finally {
            Arrays.fill(once, (byte) 0);
        }
    }

    /** The key of sealed octets; clears both shared secrets. */
    byte[] combine(byte[] mlKemSecret, byte[] x25519Secret, byte[] header) {
        byte[] secrets = Encodings.join(mlKemSecret, x25519Secret);
        try {
            byte[] keys = Arrays.copyOfRange(encoded, 1, encoded.length);
            return Aead.hkdf(secrets, Encodings.join(LABEL, header, keys), Aead.KEY);
        } finally {
            Arrays.fill(secrets, (byte) 0);
            Arrays.fill(mlKemSecret, (byte) 0);
            Arrays.fill(x25519Secret, (byte) 0);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the runtime has no SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealPublicKey key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }
}
