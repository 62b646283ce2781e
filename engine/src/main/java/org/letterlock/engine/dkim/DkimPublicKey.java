package org.letterlock.engine.dkim;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A key from the DNS (RFC 6376 §3.6.1).
 *
 * @param algorithm what it is for
 * @param key itself
 * @param strict whether only its own domain, none below it, may stand in {@code i}
 */
public record DkimPublicKey(SignatureAlgorithm algorithm, PublicKey key, boolean strict) {

    /** RFC 8301 §3.2. */
    private static final int MIN_RSA_BITS = 1024;

    /** The largest that RFC 8301 asks for; larger ones cost time. */
    private static final int MAX_RSA_BITS = 4096;

    private static final int MAX_ENCODED = 2048;
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int ED25519_LENGTH = 32;

    /** What a record says. */
    sealed interface Parsed {
        /** A key that may be used. */
        record Usable(DkimPublicKey key) implements Parsed {}

        /**
         * None.
         *
         * @param reason in English
         */
        record Unusable(String reason) implements Parsed {}
    }

    /** Reads a record for signatures by {@code algorithm}. */
    static Parsed parse(String record, SignatureAlgorithm algorithm) {
        Optional<TagList> list = TagList.parse(record);
        if (list.isEmpty()) {
            return new Parsed.Unusable("the key record is malformed");
        }
        TagList tags = list.get();
        Optional<String> version = tags.value("v");
        if (version.isPresent() && !(version.get().equals("DKIM1") && tags.beginsWith("v"))) {
            return new Parsed.Unusable("the key record has another version");
        }
        if (!tags.compact("k").orElse("rsa").toLowerCase(Locale.ROOT).equals(algorithm.keyType())) {
            return new Parsed.Unusable("the key is of another type");
        }
        if (tags.compact("h").filter(hashes -> !lists(hashes, "sha256")).isPresent()) {
            return new Parsed.Unusable("the key does not allow sha256");
        }
        if (tags.compact("s")
                .filter(uses -> !lists(uses, "*") && !lists(uses, "email"))
                .isPresent()) {
            return new Parsed.Unusable("the key is not for mail");
        }
        Optional<String> encoded = tags.compact("p");
        if (encoded.isEmpty()) {
            return new Parsed.Unusable("the key record has no key");
        }
        if (encoded.get().isEmpty()) {
            return new Parsed.Unusable("the key is revoked");
        }
        boolean strict = tags.compact("t").filter(flags -> lists(flags, "s")).isPresent();
        return decode(encoded.get(), algorithm, strict);
    }

    private static boolean lists(String list, String word) {
        return List.of(list.toLowerCase(Locale.ROOT).split(":", -1)).contains(word);
    }

    private static Parsed decode(String encoded, SignatureAlgorithm algorithm, boolean strict) {
        if (encoded.length() > MAX_ENCODED) {
            return new Parsed.Unusable("the key is too long");
        }
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException _) {
            return new Parsed.Unusable("the key is not base64");
        }
        Optional<PublicKey> key = algorithm == SignatureAlgorithm.RSA_SHA256 ? rsa(octets) : ed25519(octets);
        if (key.isEmpty()) {
            return new Parsed.Unusable("the key is malformed");
        }
        if (key.get() instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                return new Parsed.Unusable("the key has " + bits + " bits");
            }
        }
        return new Parsed.Usable(new DkimPublicKey(algorithm, key.get(), strict));
    }

    private static Optional<PublicKey> ed25519(byte[] octets) {
        if (octets.length != ED25519_LENGTH) {
            return Optional.empty();
        }
        byte[] info = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_LENGTH);
        System.arraycopy(octets, 0, info, ED25519_PREFIX.length, ED25519_LENGTH);
        return generate("Ed25519", info);
    }

    /** Everybody publishes a SubjectPublicKeyInfo; the grammar of RFC 6376 §3.6.1 names the bare RSAPublicKey. */
    private static Optional<PublicKey> rsa(byte[] octets) {
        return generate("RSA", octets).or(() -> generate("RSA", wrapped(octets)));
    }

    private static byte[] wrapped(byte[] rsaPublicKey) {
        try {
            AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            return new SubjectPublicKeyInfo(rsa, rsaPublicKey).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("octets in octets", e);
        }
    }

    private static Optional<PublicKey> generate(String type, byte[] info) {
        try {
            return Optional.of(KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(info)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }
}
