package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/** LOGIN: user name, then password. Described by no RFC; some programs know nothing else, and take no empty challenge. */
final class LoginExchange implements SaslExchange {

    private final Authenticator authenticator;
    private final Authenticator.Attempt attempt;
    private Optional<String> user = Optional.empty();
    private boolean asked;
    private boolean over;

    LoginExchange(Authenticator authenticator, Authenticator.Attempt attempt) {
        this.authenticator = authenticator;
        this.attempt = attempt;
    }

    @Override
    public SaslStep start() {
        asked = true;
        return new SaslStep.Challenge("Username:".getBytes(US_ASCII), false);
    }

    @Override
    public SaslStep step(byte[] response) {
        if (over) {
            throw new IllegalStateException("exchange is over");
        }
        try {
            if (response.length > MAX_RESPONSE) {
                over = true;
                return new SaslStep.Malformed("response is too long");
            }
            return user.isEmpty() ? takeUser(response) : takePassword(user.get(), response);
        } finally {
            SaslText.clear(response);
        }
    }

    private SaslStep takeUser(byte[] response) {
        if (response.length == 0 && !asked) {
            return start();
        }
        user = SaslText.userName(response);
        if (user.isEmpty()) {
            over = true;
            return new SaslStep.Malformed("user name is empty or not UTF-8");
        }
        return new SaslStep.Challenge("Password:".getBytes(US_ASCII), false);
    }

    private SaslStep takePassword(String name, byte[] password) {
        over = true;
        return password.length == 0
                ? new SaslStep.Malformed("password is empty")
                : new SaslStep.Done(authenticator.withPassword(name, password, attempt));
    }

    @Override
    public String user() {
        return user.orElse("");
    }

    @Override
    public void close() {
        over = true;
    }
}
