package org.letterlock.engine.net;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * exporter_master_secret of a TLS 1.3 connection (RFC 8446 §7.1), from which both ends export the same keying material. Close it to overwrite it. For one
 * thread.
 */
final class ExporterSecret implements AutoCloseable {

    /** How the line of a key log begins (RFC 9850 §2). */
    private static final byte[] LINE = ascii("EXPORTER_SECRET ");

    private static final int CLIENT_RANDOM_DIGITS = 64;

    private final Hash hash;
    private final byte[] secret;

    /** The hash of the connection's cipher suite; the secret is as long as its values. */
    private enum Hash {
        SHA_256("SHA-256", "HmacSHA256", 32),
        SHA_384("SHA-384", "HmacSHA384", 48);

        private final String digest;
        private final String mac;
        private final int length;

        Hash(String digest, String mac, int length) {
            this.digest = digest;
            this.mac = mac;
            this.length = length;
        }

        static Optional<Hash> of(int length) {
            return Arrays.stream(values()).filter(hash -> hash.length == length).findFirst();
        }

        byte[] digest(byte[] octets) {
            try {
                return MessageDigest.getInstance(digest).digest(octets);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the runtime has no " + digest, e);
            }
        }

        /** HKDF-Expand of at most one block (RFC 5869 §2.3). */
        byte[] expand(byte[] key, byte[] info, int octets) {
            try {
                Mac hmac = Mac.getInstance(mac);
                hmac.init(new SecretKeySpec(key, mac));
                hmac.update(info);
                byte[] block = hmac.doFinal(new byte[] {1});
                byte[] result = Arrays.copyOf(block, octets);
                Arrays.fill(block, (byte) 0);
                return result;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the runtime has no " + mac, e);
            }
        }
    }

    private ExporterSecret(Hash hash, byte[] secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /** The secret in a line of a key log; empty when the line tells another one. The line is not changed and not kept. */
    static Optional<ExporterSecret> of(byte[] line) {
        int start = LINE.length + CLIENT_RANDOM_DIGITS + 1;
        if (line.length <= start || !Arrays.equals(line, 0, LINE.length, LINE, 0, LINE.length)) {
            return Optional.empty();
        }
        return Hash.of((line.length - start) / 2)
                .map(hash -> new ExporterSecret(hash, octets(line, start, hash.length)));
    }

    /** Hexadecimal digits, without a string that nobody could overwrite. */
    private static byte[] octets(byte[] digits, int start, int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            int at = start + 2 * i;
            octets[i] = (byte) (Character.digit(digits[at], 16) << 4 | Character.digit(digits[at + 1], 16));
        }
        return octets;
    }

    /**
     * TLS-Exporter (RFC 8446 §7.5).
     *
     * @param length in octets, at most as many as the hash has
     */
    byte[] export(byte[] label, byte[] context, int length) {
        byte[] derived = expandLabel(secret, label, hash.digest(new byte[0]), hash.length);
        try {
            return expandLabel(derived, ascii("exporter"), hash.digest(context), length);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** HKDF-Expand-Label (RFC 8446 §7.1). */
    private byte[] expandLabel(byte[] key, byte[] label, byte[] context, int length) {
        byte[] prefix = ascii("tls13 ");
        ByteArrayOutputStream hkdfLabel = new ByteArrayOutputStream();
        hkdfLabel.write(length >>> 8);
        hkdfLabel.write(length);
        hkdfLabel.write(prefix.length + label.length);
        hkdfLabel.writeBytes(prefix);
        hkdfLabel.writeBytes(label);
        hkdfLabel.write(context.length);
        hkdfLabel.writeBytes(context);
        return hash.expand(key, hkdfLabel.toByteArray(), length);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "ExporterSecret";
    }
}
