package org.letterlock.engine.accounts;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.directory.Directory.Credential;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.sasl.Authenticator.Protocol;
import org.letterlock.engine.sasl.ScramSecret;

/** Makes credentials: a password that nobody chose, its SCRAM keys, and the account key under it. */
final class CredentialMaker {

    private CredentialMaker() {}

    static Made make(
            Account account, AccountKey key, String name, Set<Protocol> scopes, Instant now, SecureRandom random) {
        Password password = Password.generate(random);
        byte[] octets = password.octets();
        try (ScramSecret secret = ScramSecret.ofPassword(octets, account.salt(), account.iterations())) {
            Credential credential = new Credential(
                    account.id(),
                    name,
                    secret.storedKey(),
                    secret.serverKey(),
                    WrappedKey.wrap(account.id(), key, secret.clientKey(), random),
                    scopes.stream().map(Protocol::name).collect(Collectors.toUnmodifiableSet()),
                    now,
                    Optional.empty());
            return new Made(credential, password);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** What was made: the one to keep, the other to show once. */
    record Made(Credential credential, Password password) {}
}
