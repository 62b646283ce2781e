package org.letterlock.engine.sasl;

import java.util.Arrays;
import java.util.Optional;

/** PLAIN (RFC 4616): one response of authorization identity, user name and password, parted by NUL. */
final class PlainExchange implements SaslExchange {

    private final Authenticator authenticator;
    private final Authenticator.Attempt attempt;
    private String name = "";
    private boolean over;

    PlainExchange(Authenticator authenticator, Authenticator.Attempt attempt) {
        this.authenticator = authenticator;
        this.attempt = attempt;
    }

    @Override
    public SaslStep start() {
        return new SaslStep.Challenge(new byte[0], false);
    }

    @Override
    public SaslStep step(byte[] response) {
        if (over) {
            throw new IllegalStateException("exchange is over");
        }
        over = true;
        try {
            return check(response);
        } finally {
            SaslText.clear(response);
        }
    }

    private SaslStep check(byte[] response) {
        if (response.length > MAX_RESPONSE) {
            return new SaslStep.Malformed("response is too long");
        }
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0 || indexOfNul(response, second + 1) >= 0) {
            return new SaslStep.Malformed("response needs two NUL");
        }
        Optional<String> user = SaslText.userName(Arrays.copyOfRange(response, first + 1, second));
        if (user.isEmpty() || second + 1 == response.length) {
            return new SaslStep.Malformed("user name or password is empty or not UTF-8");
        }
        name = user.get();
        if (first > 0) {
            Optional<String> authorization = SaslText.userName(Arrays.copyOf(response, first));
            if (authorization.filter(user.get()::equalsIgnoreCase).isEmpty()) {
                return new SaslStep.Done(new LoginResult.Rejected());
            }
        }
        byte[] password = Arrays.copyOfRange(response, second + 1, response.length);
        try {
            return new SaslStep.Done(authenticator.withPassword(user.get(), password, attempt));
        } finally {
            SaslText.clear(password);
        }
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String user() {
        return name;
    }

    @Override
    public void close() {
        over = true;
    }
}
