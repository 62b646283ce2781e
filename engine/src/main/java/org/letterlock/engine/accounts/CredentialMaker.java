package org.letterlock.engine.accounts;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Credential;
import org.letterlock.engine.keys.AccountKey;
import org.letterlock.engine.keys.Password;
import org.letterlock.engine.keys.WrappedKey;
import org.letterlock.engine.sasl.Scope;
import org.letterlock.engine.sasl.ScramSecret;

/** Makes credentials: a password that nobody chose, its SCRAM keys, and the account key under it. */
final class CredentialMaker {

    private CredentialMaker() {}

    /** One that opens the account. */
    static Made make(
            Account account, AccountKey key, String name, Set<Scope> scopes, Instant now, SecureRandom random) {
        return make(
                account,
                name,
                scopes,
                now,
                random,
                secret -> Optional.of(WrappedKey.wrap(account.id(), key, secret.clientKey(), random)));
    }

    /** One that opens nothing: no scope of it needs the account. */
    static Made makeWithoutKey(Account account, String name, Set<Scope> scopes, Instant now, SecureRandom random) {
        if (Scope.open(scopes)) {
            throw new IllegalArgumentException("a scope needs the account");
        }
        return make(account, name, scopes, now, random, _ -> Optional.empty());
    }

    private static Made make(
            Account account,
            String name,
            Set<Scope> scopes,
            Instant now,
            SecureRandom random,
            Function<ScramSecret, Optional<byte[]>> wrap) {
        Password password = Password.generate(random);
        byte[] octets = password.octets();
        try (ScramSecret secret = ScramSecret.ofPassword(octets, account.salt(), account.iterations())) {
            Credential credential = new Credential(
                    account.id(),
                    name,
                    secret.storedKey(),
                    secret.serverKey(),
                    wrap.apply(secret),
                    Set.copyOf(scopes),
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
