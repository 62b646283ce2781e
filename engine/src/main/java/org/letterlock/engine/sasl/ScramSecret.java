package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a password becomes in SCRAM-SHA-256 (RFC 5802 §3): ClientKey, which is a secret as good as the password and is stored nowhere, and StoredKey and
 * ServerKey, which are stored and open nothing. Close it to clear the secret. For one thread.
 */
public final class ScramSecret implements AutoCloseable {

    /** The length of every key, in octets. */
    public static final int LENGTH = 32;

    /** The fewest iterations that RFC 7677 §4 allows. */
    public static final int MIN_ITERATIONS = 4096;

    private final byte[] clientKey;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramSecret(byte[] clientKey, byte[] serverKey) {
        this.clientKey = clientKey;
        this.storedKey = sha256(clientKey);
        this.serverKey = serverKey;
    }

    /**
     * Computes the keys; takes milliseconds of one processor.
     *
     * @param password prepared ({@link SaslText#password}); not changed, the caller clears it
     * @param iterations at least {@link #MIN_ITERATIONS}
     */
    public static ScramSecret ofPassword(byte[] password, byte[] salt, int iterations) {
        if (iterations < MIN_ITERATIONS) {
            throw new IllegalArgumentException("too few iterations");
        }
        byte[] salted = saltedPassword(password, salt, iterations);
        try {
            return new ScramSecret(
                    hmac(salted, "Client Key".getBytes(US_ASCII)), hmac(salted, "Server Key".getBytes(US_ASCII)));
        } finally {
            SaslText.clear(salted);
        }
    }

    /**
     * The keys behind a proof: ClientKey is ClientProof XOR ClientSignature. Empty when the proof does not belong to {@code storedKey}; takes the same time
     * either way.
     *
     * @param proof ClientProof, 32 octets
     */
    public static Optional<ScramSecret> ofProof(byte[] storedKey, byte[] serverKey, byte[] authMessage, byte[] proof) {
        byte[] clientKey = hmac(storedKey, authMessage);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        ScramSecret secret = new ScramSecret(clientKey, serverKey.clone());
        if (MessageDigest.isEqual(secret.storedKey, storedKey)) {
            return Optional.of(secret);
        }
        secret.close();
        return Optional.empty();
    }

    /** ServerSignature: the proof that the server knows ServerKey. */
    public static byte[] serverSignature(byte[] serverKey, byte[] authMessage) {
        return hmac(serverKey, authMessage);
    }

    /** ClientProof, as a client computes it. */
    public byte[] clientProof(byte[] authMessage) {
        byte[] proof = hmac(storedKey, authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return proof;
    }

    /** ClientKey, not copied: cleared on {@link #close}. */
    public byte[] clientKey() {
        return clientKey;
    }

    /** StoredKey. */
    public byte[] storedKey() {
        return storedKey.clone();
    }

    /** ServerKey. */
    public byte[] serverKey() {
        return serverKey.clone();
    }

    @Override
    public void close() {
        SaslText.clear(clientKey);
    }

    @Override
    public String toString() {
        return "ScramSecret";
    }

    private static byte[] saltedPassword(byte[] password, byte[] salt, int iterations) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        char[] characters = new char[decoded.remaining()];
        decoded.get(characters);
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, LENGTH * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("password cannot be hashed", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the runtime has no PBKDF2", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
            Arrays.fill(decoded.array(), '\0');
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the runtime has no HMAC-SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the runtime has no SHA-256", e);
        }
    }
}
