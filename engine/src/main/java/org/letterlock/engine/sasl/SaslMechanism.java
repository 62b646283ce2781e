package org.letterlock.engine.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The mechanisms we offer, the ones we like best first. All but SCRAM show us the password, so TLS must be on. */
public enum SaslMechanism {
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
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

    /** The mechanisms that we offer on a connection: the one that binds only where there is something to bind to (RFC 5802 §6). */
    public static List<SaslMechanism> offered(ChannelBindings bindings) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism != SCRAM_SHA_256_PLUS || !bindings.isEmpty())
                .toList();
    }

    /** The mechanism, of those that we offer, that {@code token} names, in any case. */
    public static Optional<SaslMechanism> of(String token, ChannelBindings bindings) {
        return offered(bindings).stream()
                .filter(mechanism -> mechanism.token.equalsIgnoreCase(token))
                .findFirst();
    }

    /**
     * Begins an exchange.
     *
     * @param attempt what the client comes with
     * @param bindings of the connection
     * @param random for nonces
     */
    public SaslExchange exchange(
            Authenticator authenticator, Authenticator.Attempt attempt, ChannelBindings bindings, SecureRandom random) {
        return switch (this) {
            case PLAIN -> new PlainExchange(authenticator, attempt);
            case LOGIN -> new LoginExchange(authenticator, attempt);
            case SCRAM_SHA_256 -> new ScramExchange(authenticator, attempt, ScramBinding.offered(bindings), random);
            case SCRAM_SHA_256_PLUS ->
                new ScramExchange(authenticator, attempt, ScramBinding.required(bindings), random);
        };
    }
}
