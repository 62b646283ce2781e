package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;

/** A client of SCRAM-SHA-256 without channel binding, for tests of whatever carries SASL. */
public final class ScramClient {

    private final String bare;
    private final String nonce;
    private final byte[] password;
    private String gs2Header = "n,,";
    private byte[] bound = gs2Header.getBytes(UTF_8);
    private byte[] expectedSignature = new byte[0];

    public ScramClient(String user, String password, String nonce) {
        this.bare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
        this.nonce = nonce;
        this.password = password.getBytes(UTF_8);
    }

    /** Says {@code flag} of channel binding instead of {@code n}, and binds to {@code data}. */
    public ScramClient binding(String flag, byte[] data) {
        gs2Header = flag + ",,";
        bound = ScramBinding.input(gs2Header, data);
        return this;
    }

    /** client-first-message. */
    public byte[] first() {
        return (gs2Header + bare).getBytes(UTF_8);
    }

    /** client-final-message for a server-first-message. */
    public byte[] answer(byte[] serverFirst) {
        String message = new String(serverFirst, UTF_8);
        String[] attributes = message.split(",", -1);
        if (!attributes[0].startsWith("r=" + nonce)) {
            throw new IllegalStateException("server changed the nonce");
        }
        byte[] salt = Base64.getDecoder().decode(attributes[1].substring(2));
        int iterations = Integer.parseInt(attributes[2].substring(2));
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(bound) + "," + attributes[0];
        byte[] authMessage = (bare + "," + message + "," + withoutProof).getBytes(UTF_8);
        try (ScramSecret secret = ScramSecret.ofPassword(password, salt, iterations)) {
            expectedSignature = ScramSecret.serverSignature(secret.serverKey(), authMessage);
            String proof = Base64.getEncoder().encodeToString(secret.clientProof(authMessage));
            return (withoutProof + ",p=" + proof).getBytes(UTF_8);
        }
    }

    /** Whether a server-final-message proves that the server knows us. */
    public boolean trusts(byte[] serverFinal) {
        String message = new String(serverFinal, UTF_8);
        return message.startsWith("v=")
                && MessageDigest.isEqual(Base64.getDecoder().decode(message.substring(2)), expectedSignature);
    }
}
