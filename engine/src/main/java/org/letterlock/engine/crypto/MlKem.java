package org.letterlock.engine.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KEM;

/** ML-KEM-768 (FIPS 203) over bare octets. */
final class MlKem {

    static final int SEED = 64;
    static final int PUBLIC_KEY = 1184;
    static final int CIPHERTEXT = 1088;

    // The DER around a bare encapsulation key (X.509 SubjectPublicKeyInfo), which has one form only.
    private static final byte[] PUBLIC = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

    private MlKem() {}

    /** The pair of a seed (d then z). The JDK has no call for this, but its generator draws exactly the seed, in this order. */
    static KeyPair fromSeed(byte[] seed) {
        try (SeedRandom random = new SeedRandom(seed)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
            generator.initialize(NamedParameterSpec.ML_KEM_768, random);
            KeyPair pair = generator.generateKeyPair();
            if (random.used != SEED) {
                throw new IllegalStateException("the Java runtime makes ML-KEM keys in another way");
            }
            return pair;
        } catch (GeneralSecurityException e) {
            throw Aead.missing(e);
        }
    }

    static byte[] encoded(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (!Arrays.equals(encoded, 0, PUBLIC.length, PUBLIC, 0, PUBLIC.length)) {
            throw new IllegalStateException("the Java runtime encodes ML-KEM keys in another way");
        }
        return Arrays.copyOfRange(encoded, PUBLIC.length, encoded.length);
    }

    /** @throws InvalidKeyException when FIPS 203 §7.2 refuses the key */
    static PublicKey decode(byte[] encapsulationKey, SecureRandom random) throws InvalidKeyException {
        try {
            PublicKey key = KeyFactory.getInstance("ML-KEM")
                    .generatePublic(new X509EncodedKeySpec(Encodings.join(PUBLIC, encapsulationKey)));
            encapsulate(key, random);
            return key;
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw Aead.missing(e);
        }
    }

    static KEM.Encapsulated encapsulate(PublicKey key, SecureRandom random) throws InvalidKeyException {
        try {
            return KEM.getInstance("ML-KEM").newEncapsulator(key, random).encapsulate();
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw Aead.missing(e);
        }
    }

    /** Opens what was encapsulated to a key; safe for any thread. */
    static KEM.Decapsulator decapsulator(PrivateKey key) {
        try {
            return KEM.getInstance("ML-KEM").newDecapsulator(key);
        } catch (GeneralSecurityException e) {
            throw Aead.missing(e);
        }
    }

    /** The shared secret of a ciphertext; of a changed one another secret, as FIPS 203 §6.3 wants. */
    static byte[] decapsulate(KEM.Decapsulator key, byte[] ciphertext) {
        try {
            return key.decapsulate(ciphertext).getEncoded();
        } catch (GeneralSecurityException e) {
            throw Aead.missing(e);
        }
    }

    /** Gives out a seed instead of random octets. */
    private static final class SeedRandom extends SecureRandom implements AutoCloseable {

        private static final long serialVersionUID = 1;

        private final byte[] seed;
        private int used;

        SeedRandom(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length > seed.length - used) {
                throw new IllegalStateException("the Java runtime makes ML-KEM keys in another way");
            }
            System.arraycopy(seed, used, bytes, 0, bytes.length);
            used += bytes.length;
        }

        @Override
        public void close() {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
