package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677). Our last message goes out as a challenge, which the client answers with an empty response; the
 * login waits here meanwhile.
 */
final class ScramExchange implements SaslExchange {

    private static final int NONCE_OCTETS = 18;
    private static final int PROOF_OCTETS = 32;

    private enum State {
        FIRST,
        FINAL,
        SIGNED,
        OVER
    }

    private final Authenticator authenticator;
    private final Authenticator.Attempt attempt;
    private final ScramBinding binding;
    private final String serverNonce;

    private State state = State.FIRST;
    private String user = "";
    private byte[] bindingInput = new byte[0];
    private String nonce = "";
    private String firstMessages = "";
    private Optional<LoginResult> pending = Optional.empty();

    ScramExchange(
            Authenticator authenticator, Authenticator.Attempt attempt, ScramBinding binding, SecureRandom random) {
        this(authenticator, attempt, binding, newNonce(random));
    }

    /** With a nonce that is known beforehand, as the examples of the RFC have one. */
    ScramExchange(
            Authenticator authenticator, Authenticator.Attempt attempt, ScramBinding binding, String serverNonce) {
        this.authenticator = authenticator;
        this.attempt = attempt;
        this.binding = binding;
        this.serverNonce = serverNonce;
    }

    private static String newNonce(SecureRandom random) {
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public SaslStep start() {
        return new SaslStep.Challenge(new byte[0], false);
    }

    @Override
    public SaslStep step(byte[] response) {
        State now = state;
        state = State.OVER;
        try {
            if (response.length > MAX_RESPONSE) {
                return new SaslStep.Malformed("response is too long");
            }
            return switch (now) {
                case FIRST -> clientFirst(new String(response, UTF_8));
                case FINAL -> clientFinal(new String(response, UTF_8));
                case SIGNED -> acknowledged(response);
                case OVER -> throw new IllegalStateException("exchange is over");
            };
        } finally {
            SaslText.clear(response);
        }
    }

    /** client-first-message (RFC 5802 §7). */
    private SaslStep clientFirst(String message) {
        int flagEnd = message.indexOf(',');
        int headerEnd = flagEnd < 0 ? -1 : message.indexOf(',', flagEnd + 1);
        if (headerEnd < 0) {
            return new SaslStep.Malformed("no GS2 header");
        }
        String gs2Header = message.substring(0, headerEnd + 1);
        String authorization = message.substring(flagEnd + 1, headerEnd);
        String bare = message.substring(headerEnd + 1);
        String[] attributes = bare.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("n=") || !attributes[1].startsWith("r=")) {
            return new SaslStep.Malformed("no user name or no nonce");
        }
        Optional<String> name = saslName(attributes[0].substring(2));
        String clientNonce = attributes[1].substring(2);
        if (name.isEmpty() || !isNonce(clientNonce)) {
            return new SaslStep.Malformed("bad user name or nonce");
        }
        if (!authorization.isEmpty() && !mayActAs(authorization, name.get())) {
            return new SaslStep.Malformed("authorization identity is not the user");
        }
        user = name.get();
        return switch (binding.word(message.substring(0, flagEnd))) {
            case ScramBinding.Word.Malformed(String reason) -> new SaslStep.Malformed(reason);
            case ScramBinding.Word.Refused() -> new SaslStep.Done(new LoginResult.Rejected());
            case ScramBinding.Word.Data(byte[] data) -> {
                bindingInput = ScramBinding.input(gs2Header, data);
                SaslText.clear(data);
                yield serverFirst(clientNonce, bare);
            }
        };
    }

    /** server-first-message (RFC 5802 §7). */
    private SaslStep serverFirst(String clientNonce, String bare) {
        nonce = clientNonce + serverNonce;
        Authenticator.ScramParameters parameters = authenticator.scramParameters(user);
        String serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(parameters.salt()) + ",i="
                + parameters.iterations();
        firstMessages = bare + "," + serverFirst + ",";
        state = State.FINAL;
        return new SaslStep.Challenge(serverFirst.getBytes(US_ASCII), false);
    }

    /** client-final-message (RFC 5802 §7). */
    private SaslStep clientFinal(String message) {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) {
            return new SaslStep.Malformed("no proof");
        }
        String withoutProof = message.substring(0, proofAt);
        String[] attributes = withoutProof.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("c=") || !attributes[1].startsWith("r=")) {
            return new SaslStep.Malformed("no channel binding or no nonce");
        }
        Optional<byte[]> bound = base64(attributes[0].substring(2));
        Optional<byte[]> proof = base64(message.substring(proofAt + 3));
        if (bound.isEmpty()
                || proof.filter(octets -> octets.length == PROOF_OCTETS).isEmpty()) {
            return new SaslStep.Malformed("bad base64");
        }
        if (!MessageDigest.isEqual(bound.get(), bindingInput)
                || !attributes[1].substring(2).equals(nonce)) {
            return new SaslStep.Done(new LoginResult.Rejected());
        }
        byte[] authMessage = (firstMessages + withoutProof).getBytes(UTF_8);
        Authenticator.ScramResult checked = authenticator.withScramProof(user, authMessage, proof.get(), attempt);
        SaslText.clear(proof.get());
        if (checked.serverSignature().isEmpty()) {
            return new SaslStep.Done(checked.result());
        }
        pending = Optional.of(checked.result());
        state = State.SIGNED;
        String signature =
                Base64.getEncoder().encodeToString(checked.serverSignature().get());
        return new SaslStep.Challenge(("v=" + signature).getBytes(US_ASCII), true);
    }

    private SaslStep acknowledged(byte[] response) {
        if (response.length > 0) {
            close();
            return new SaslStep.Malformed("response to the last challenge must be empty");
        }
        LoginResult result = pending.orElseThrow();
        pending = Optional.empty();
        return new SaslStep.Done(result);
    }

    private static boolean mayActAs(String authorization, String user) {
        return authorization.startsWith("a=")
                && saslName(authorization.substring(2))
                        .filter(user::equalsIgnoreCase)
                        .isPresent();
    }

    /** saslname: a comma is spelt {@code =2C} and an equals sign {@code =3D} (RFC 5802 §5.1). */
    private static Optional<String> saslName(String text) {
        StringBuilder name = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) != '=') {
                name.append(text.charAt(at++));
            } else if (text.startsWith("=2C", at) || text.startsWith("=3D", at)) {
                name.append(text.charAt(at + 1) == '2' ? ',' : '=');
                at += 3;
            } else {
                return Optional.empty();
            }
        }
        return SaslText.userName(name.toString().getBytes(UTF_8));
    }

    private static boolean isNonce(String text) {
        return !text.isEmpty() && text.length() <= 256 && text.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public void close() {
        state = State.OVER;
        SaslText.clear(bindingInput);
        if (pending.isPresent() && pending.get() instanceof LoginResult.Accepted(Login login)) {
            login.close();
        }
        pending = Optional.empty();
    }
}
