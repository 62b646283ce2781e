package org.letterlock.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The owner's hybrid key pair (X25519 and ML-KEM-768): opens what a server sealed to its public half. Close it to clear what can be cleared. For one thread. */
public final class OwnerKey implements AutoCloseable {

    private static final byte VERSION = 1;
    private static final int X25519 = 32;
    private static final int SEED = 64;
    private static final int CIPHERTEXT = 1088;
    private static final int HEADER = 1 + X25519 + CIPHERTEXT;
    private static final int TAG = 16;
    private static final int KEY = 32;
    private static final byte[] DERIVE = "letterlock seal key pair 1".getBytes(US_ASCII);
    private static final byte[] LABEL = "letterlock seal 1".getBytes(US_ASCII);

    // The DER around bare keys (RFC 8410 §4 and §7, X.509 SubjectPublicKeyInfo of ML-KEM-768), which has one form only.
    private static final byte[] X25519_PUBLIC = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] X25519_PRIVATE = HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] ML_KEM_PUBLIC = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

    private final byte[] x25519;
    private final PrivateKey mlKem;
    private final byte[] publicKey;

    private OwnerKey(byte[] x25519, KeyPair pair) throws GeneralSecurityException {
        this.x25519 = x25519;
        this.mlKem = pair.getPrivate();
        byte[] base = new byte[X25519];
        base[0] = 9;
        byte[] encapsulation = pair.getPublic().getEncoded();
        if (!Arrays.equals(encapsulation, 0, ML_KEM_PUBLIC.length, ML_KEM_PUBLIC, 0, ML_KEM_PUBLIC.length)) {
            throw new IllegalStateException("the Java runtime encodes ML-KEM keys in another way");
        }
        this.publicKey = join(
                new byte[] {VERSION},
                agree(x25519, base),
                Arrays.copyOfRange(encapsulation, ML_KEM_PUBLIC.length, encapsulation.length));
    }

    static OwnerKey derive(byte[] secret) {
        byte[] derived = hkdf(secret, DERIVE, X25519 + SEED);
        try (Seed seed = new Seed(derived)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
            generator.initialize(NamedParameterSpec.ML_KEM_768, seed);
            KeyPair pair = generator.generateKeyPair();
            seed.mustBeUsedUp();
            return new OwnerKey(Arrays.copyOf(derived, X25519), pair);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** What the context of an account's sealed key is. */
    public static byte[] accountContext(String accountId) {
        return ("letterlock recovery 1 " + accountId).getBytes(US_ASCII);
    }

    /** What the context of an engine's sealed key is. */
    public static byte[] engineContext() {
        return "letterlock engine key 1".getBytes(US_ASCII);
    }

    /** The public half: what a server is given. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** A short name of a public key, for people to compare: 16 hexadecimal digits in four groups. */
    public static String fingerprint(byte[] publicKey) {
        try {
            String digits = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(publicKey), 0, 8);
            return String.join(
                    " ", digits.substring(0, 4), digits.substring(4, 8), digits.substring(8, 12), digits.substring(12));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** The key of the account with this id, 32 octets that the caller clears; empty where {@code sealed} was changed, is of another account, or sealed to another owner. */
    public Optional<byte[]> openAccountKey(String accountId, byte[] sealed) {
        return open(sealed, accountContext(accountId));
    }

    /** The key of an engine, 32 octets that the caller clears; empty where {@code sealed} was changed, is something else, or sealed to another owner. */
    public Optional<byte[]> openEngineKey(byte[] sealed) {
        return open(sealed, engineContext());
    }

    private Optional<byte[]> open(byte[] sealed, byte[] context) {
        if (sealed.length != HEADER + KEY + TAG || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] header = Arrays.copyOf(sealed, HEADER);
        byte[] secrets = new byte[0];
        byte[] key = new byte[0];
        try {
            byte[] kem = KEM.getInstance("ML-KEM")
                    .newDecapsulator(mlKem)
                    .decapsulate(Arrays.copyOfRange(header, 1 + X25519, HEADER))
                    .getEncoded();
            secrets = join(kem, agree(x25519, Arrays.copyOfRange(header, 1, 1 + X25519)));
            byte[] keys = Arrays.copyOfRange(publicKey, 1, publicKey.length);
            key = hkdf(secrets, join(LABEL, header, keys), KEY);
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(new byte[12]));
            cipher.updateAAD(header);
            cipher.updateAAD(context);
            return Optional.of(cipher.doFinal(sealed, HEADER, sealed.length - HEADER));
        } catch (AEADBadTagException | InvalidKeyException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            Arrays.fill(secrets, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] agree(byte[] privateKey, byte[] publicKey) throws GeneralSecurityException {
        byte[] encoded = join(X25519_PRIVATE, privateKey);
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            PublicKey other = keys.generatePublic(new X509EncodedKeySpec(join(X25519_PUBLIC, publicKey)));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(other, true);
            return agreement.generateSecret();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] hkdf(byte[] secret, byte[] info, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer whole = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("the Java runtime lacks an algorithm", e);
    }

    /** Clears the X25519 half; the JDK's copy of the ML-KEM key is left to the collector. */
    @Override
    public void close() {
        Arrays.fill(x25519, (byte) 0);
    }

    /** Gives the ML-KEM seed out instead of random octets: the JDK's generator draws exactly the seed. */
    private static final class Seed extends SecureRandom implements AutoCloseable {

        private static final long serialVersionUID = 1;

        private final byte[] seed;
        private int used;

        Seed(byte[] derived) {
            this.seed = Arrays.copyOfRange(derived, X25519, X25519 + SEED);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length > seed.length - used) {
                throw new IllegalStateException("the Java runtime makes ML-KEM keys in another way");
            }
            System.arraycopy(seed, used, bytes, 0, bytes.length);
            used += bytes.length;
        }

        private void mustBeUsedUp() {
            if (used != SEED) {
                throw new IllegalStateException("the Java runtime makes ML-KEM keys in another way");
            }
        }

        @Override
        public void close() {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
