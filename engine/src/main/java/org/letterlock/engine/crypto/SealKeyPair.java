package org.letterlock.engine.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KEM;

/** A hybrid key pair (X25519 and ML-KEM-768, FIPS 203). Immutable but for {@link #close}; safe for any thread. */
public final class SealKeyPair implements SealKeys, AutoCloseable {

    private static final int LENGTH = 1 + X25519.LENGTH + MlKem.SEED;
    private static final byte[] DERIVE = "letterlock seal key pair 1".getBytes(US_ASCII);

    private final byte[] x25519;
    private final byte[] seed;
    private final KEM.Decapsulator mlKem;
    private final SealPublicKey publicKey;
    private volatile boolean closed;

    private SealKeyPair(byte[] x25519, byte[] seed) {
        this.x25519 = x25519;
        this.seed = seed;
        KeyPair pair = MlKem.fromSeed(seed);
        this.mlKem = MlKem.decapsulator(pair.getPrivate());
        this.publicKey = new SealPublicKey(X25519.publicKey(x25519), pair.getPublic());
    }

    /** A new pair. */
    public static SealKeyPair generate(SecureRandom random) {
        byte[] seed = new byte[MlKem.SEED];
        random.nextBytes(seed);
        return new SealKeyPair(X25519.generate(random), seed);
    }

    /**
     * The pair that belongs to a secret: always the same one.
     *
     * @param secret at least 32 octets that nobody can guess; the caller clears them
     */
    public static SealKeyPair derive(byte[] secret) {
        if (secret.length < 32) {
            throw new IllegalArgumentException("the secret is too short");
        }
        byte[] derived = Aead.hkdf(secret, DERIVE, X25519.LENGTH + MlKem.SEED);
        try {
            return new SealKeyPair(
                    Arrays.copyOf(derived, X25519.LENGTH), Arrays.copyOfRange(derived, X25519.LENGTH, derived.length));
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /**
     * The pair that {@link #encodedPrivate} wrote.
     *
     * @param encodedPrivate the caller clears it
     * @throws IllegalArgumentException when the octets are no such pair
     */
    public static SealKeyPair decode(byte[] encodedPrivate) {
        if (encodedPrivate.length != LENGTH || encodedPrivate[0] != SealPublicKey.VERSION) {
            throw new IllegalArgumentException("no sealing key pair of a known version");
        }
        return new SealKeyPair(
                Arrays.copyOfRange(encodedPrivate, 1, 1 + X25519.LENGTH),
                Arrays.copyOfRange(encodedPrivate, 1 + X25519.LENGTH, LENGTH));
    }

    /** The private half as octets, from which the whole pair comes back. A secret: the caller clears it. */
    public byte[] encodedPrivate() {
        mustBeOpen();
        return Encodings.join(new byte[] {SealPublicKey.VERSION}, x25519, seed);
    }

    /** The public half. */
    public SealPublicKey publicKey() {
        return publicKey;
    }

    /** Itself, when it is meant. */
    @Override
    public Optional<SealKeyPair> find(SealKeyId id) {
        return publicKey.id().equals(id) ? Optional.of(this) : Optional.empty();
    }

    /**
     * Opens what was sealed to the public half with the same context.
     *
     * @throws SealBrokenException when the octets were changed, cut, or sealed to another key or for another context
     */
    public byte[] open(byte[] sealed, byte[] context) {
        mustBeOpen();
        if (sealed.length < SealPublicKey.HEADER + Aead.TAG || sealed[0] != SealPublicKey.VERSION) {
            throw new SealBrokenException("sealed octets are cut short or of an unknown version");
        }
        byte[] header = Arrays.copyOf(sealed, SealPublicKey.HEADER);
        byte[] once = Arrays.copyOfRange(header, 1, 1 + X25519.LENGTH);
        byte[] ciphertext = Arrays.copyOfRange(header, 1 + X25519.LENGTH, header.length);
        byte[] key = new byte[0];
        try {
            key = publicKey.combine(MlKem.decapsulate(mlKem, ciphertext), X25519.agree(x25519, once), header);
            return Aead.decrypt(
                    Aead.key(key),
                    new byte[Aead.NONCE],
                    sealed,
                    header.length,
                    sealed.length - header.length,
                    header,
                    context);
        } catch (InvalidKeyException e) {
            throw new SealBrokenException("sealed octets were changed: their key is none");
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Clears what can be cleared of the private half; opening and encoding fail afterwards. The JDK's copy of the ML-KEM key is left to the collector. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(x25519, (byte) 0);
        Arrays.fill(seed, (byte) 0);
    }

    private void mustBeOpen() {
        if (closed) {
            throw new IllegalStateException("the key pair is closed");
        }
    }
}
