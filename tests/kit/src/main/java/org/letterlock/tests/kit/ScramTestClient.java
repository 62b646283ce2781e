package org.letterlock.tests.kit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's half of SCRAM-SHA-256 (RFC 7677) with or without channel binding, for passwords in ASCII. One login each. */
public final class ScramTestClient {

    private static final int KEY_BITS = 256;

    private final String password;
    private final String nonce;
    private final String firstBare;
    private String gs2Header = "n,,";
    private byte[] bound = gs2Header.getBytes(StandardCharsets.UTF_8);
    private String signature = "";

    public ScramTestClient(String user, String password) {
        this.password = password;
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        this.nonce = Base64.getEncoder().encodeToString(random);
        this.firstBare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /** Says {@code flag}, such as {@code p=tls-exporter}, of channel binding, and binds to {@code data}. */
    public ScramTestClient binding(String flag, byte[] data) {
        gs2Header = flag + ",,";
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        bound = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, bound, header.length, data.length);
        return this;
    }

    /** client-first-message in base64. */
    public String first() {
        return encoded(gs2Header + firstBare);
    }

    /** client-final-message for a server-first-message, both in base64. */
    public String answer(String challenge) {
        String serverFirst = decoded(challenge);
        String[] attributes = serverFirst.split(",", -1);
        if (!attributes[0].startsWith("r=" + nonce) || attributes[0].length() == nonce.length() + 2) {
            throw new ProtocolException("the server's nonce does not continue ours");
        }
        byte[] salt = Base64.getDecoder().decode(attributes[1].substring(2));
        int iterations = Integer.parseInt(attributes[2].substring(2));
        if (iterations < 4096) {
            throw new ProtocolException("too few iterations: " + iterations);
        }
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(bound) + "," + attributes[0];
        String authMessage = firstBare + "," + serverFirst + "," + withoutProof;
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
                    .getEncoded();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] proof = hmac(storedKey, authMessage);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            signature = Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), authMessage));
            return encoded(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the server-final-message in base64 and complains unless it proves that the server knows the password's verifier. */
    public void verify(String challenge) {
        if (signature.isEmpty() || !decoded(challenge).equals("v=" + signature)) {
            throw new ProtocolException("the server did not prove itself: " + decoded(challenge));
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
