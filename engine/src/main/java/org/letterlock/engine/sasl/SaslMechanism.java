package org.letterlock.engine.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** The mechanisms we offer, the ones we like best first. All but SCRAM show us the password, so TLS must be on. */
public enum SaslMechanism {
    SCRAM_SHA_256("SCRAM-SHA-256"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN");

    private final String token;

    SaslMechanism(String token) {
        this.token = token;
    }

    /** The name as protocols write it (RFC 4422 §3.1). */
    public String token() {
        return token;
    }

    /** The mechanism that {@code token} names, in any case. */
    public static Optional<SaslMechanism> of(String token) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.token.equalsIgnoreCase(token))
                .findFirst();
    }

    /**
     * Begins an exchange.
     *
     * @param attempt what the client comes with
     * @param random for nonces
     */
    public SaslExchange exchange(Authenticator authenticator, Authenticator.Attempt attempt, SecureRandom random) {
        return switch (this) {
            case PLAIN -> new PlainExchange(authenticator, attempt);
            case LOGIN -> new LoginExchange(authenticator, attempt);
            case SCRAM_SHA_256 -> new ScramExchange(authenticator, attempt, random);
        };
    }
}
