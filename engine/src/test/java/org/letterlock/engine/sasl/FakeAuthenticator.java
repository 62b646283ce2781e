package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.letterlock.engine.mail.AccountId;

/** Knows one user with one password. */
public final class FakeAuthenticator implements Authenticator {

    private static final int ITERATIONS = 4096;

    private final String user;
    private final byte[] password;
    private final byte[] salt;
    private final List<Runnable> onRevoked = new CopyOnWriteArrayList<>();
    private final List<byte[]> given = new CopyOnWriteArrayList<>();
    private int closedLogins;

    public FakeAuthenticator(String user, String password) {
        this(user, password, "0123456789abcdef".getBytes(UTF_8));
    }

    FakeAuthenticator(String user, String password, byte[] salt) {
        this.user = user;
        this.password = password.getBytes(UTF_8);
        this.salt = salt;
    }

    @Override
    public LoginResult withPassword(String name, byte[] password, Attempt attempt) {
        given.add(password);
        boolean right = name.equals(user)
                && SaslText.password(password)
                        .filter(p -> java.util.Arrays.equals(p, this.password))
                        .isPresent();
        return right ? accepted() : new LoginResult.Rejected();
    }

    @Override
    public ScramParameters scramParameters(String name) {
        return new ScramParameters(salt, ITERATIONS);
    }

    @Override
    public ScramResult withScramProof(String name, byte[] authMessage, byte[] proof, Attempt attempt) {
        try (ScramSecret secret = ScramSecret.ofPassword(password, salt, ITERATIONS)) {
            boolean right = name.equals(user)
                    && ScramSecret.ofProof(secret.storedKey(), secret.serverKey(), authMessage, proof)
                            .isPresent();
            return right
                    ? new ScramResult(
                            accepted(), Optional.of(ScramSecret.serverSignature(secret.serverKey(), authMessage)))
                    : new ScramResult(new LoginResult.Rejected(), Optional.empty());
        }
    }

    /** The arrays in which passwords came, as they are now. */
    public List<byte[]> given() {
        return given;
    }

    /** Takes every login away. */
    public void revoke() {
        onRevoked.forEach(Runnable::run);
    }

    /** How many logins were given back. */
    public int closedLogins() {
        return closedLogins;
    }

    private LoginResult accepted() {
        return new LoginResult.Accepted(new Login() {
            @Override
            public AccountId account() {
                return new AccountId("0".repeat(32));
            }

            @Override
            public String credentialName() {
                return "phone";
            }

            @Override
            public void onRevoked(Runnable action) {
                onRevoked.add(action);
            }

            @Override
            public void close() {
                closedLogins++;
            }
        });
    }
}
