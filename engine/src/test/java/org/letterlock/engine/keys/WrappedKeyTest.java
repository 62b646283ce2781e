package org.letterlock.engine.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sasl.ScramSecret;

final class WrappedKeyTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AccountId ACCOUNT = AccountId.random(RANDOM);

    private final AccountKey key = AccountKey.generate(RANDOM);
    private final byte[] clientKey = new byte[32];

    @Test
    void unwrapsWithTheSameClientKeyAndAccountOnly() {
        byte[] wrapped = WrappedKey.wrap(ACCOUNT, key, clientKey, RANDOM);
        assertThat(same(WrappedKey.unwrap(ACCOUNT, wrapped, clientKey).orElseThrow()))
                .isTrue();
        assertThat(WrappedKey.unwrap(AccountId.random(RANDOM), wrapped, clientKey))
                .isEmpty();
        assertThat(WrappedKey.unwrap(ACCOUNT, wrapped, new byte[] {1})).isEmpty();
        assertThat(WrappedKey.wrap(ACCOUNT, key, clientKey, RANDOM)).isNotEqualTo(wrapped);
    }

    @Test
    void noChangedOctetUnwraps() {
        byte[] wrapped = WrappedKey.wrap(ACCOUNT, key, clientKey, RANDOM);
        for (int i = 0; i < wrapped.length; i++) {
            byte[] changed = wrapped.clone();
            changed[i] ^= 4;
            assertThat(WrappedKey.unwrap(ACCOUNT, changed, clientKey)).isEmpty();
        }
        assertThat(WrappedKey.unwrap(ACCOUNT, new byte[0], clientKey)).isEmpty();
    }

    @Test
    void passwordAndProofLeadToTheSameClientKey() {
        byte[] salt = {1, 2, 3};
        byte[] message = "n=a,r=b,r=bc,s=d,i=4096,c=biws,r=bc".getBytes(US_ASCII);
        try (Password password = Password.generate(RANDOM);
                ScramSecret typed = ScramSecret.ofPassword(password.octets(), salt, 4096)) {
            byte[] wrapped = WrappedKey.wrap(ACCOUNT, key, typed.clientKey(), RANDOM);
            try (ScramSecret proven = ScramSecret.ofProof(
                            typed.storedKey(), typed.serverKey(), message, typed.clientProof(message))
                    .orElseThrow()) {
                assertThat(same(WrappedKey.unwrap(ACCOUNT, wrapped, proven.clientKey())
                                .orElseThrow()))
                        .isTrue();
            }
            assertThat(ScramSecret.ofProof(typed.storedKey(), typed.serverKey(), message, new byte[32]))
                    .isEmpty();
        }
    }

    @Test
    void aClosedKeyIsGone() {
        byte[][] lent = new byte[1][];
        key.use(octets -> lent[0] = octets);
        assertThat(lent[0]).containsOnly(0);
        key.close();
        key.close();
        assertThat(key.isClosed()).isTrue();
        assertThatThrownBy(() -> key.use(octets -> octets[0])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void secretsDoNotShowInText() {
        try (Password password = Password.generate(RANDOM);
                ScramSecret secret = ScramSecret.ofPassword(password.octets(), new byte[1], 4096)) {
            assertThat(key).hasToString("AccountKey");
            assertThat(password).hasToString("Password");
            assertThat(secret).hasToString("ScramSecret");
        }
    }

    @Test
    void passwordsHaveFiveGroupsAndAreNeverTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String password = Password.generate(RANDOM).reveal();
            assertThat(password).matches("[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){4}");
            assertThat(seen.add(password)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcde-fghjk-mnpqr-23456-stuvw",
                "abcdefghjkmnpqr23456stuvw",
                "Abcde fghjk mnpqr 23456 stuvw",
                " abc-defghjkmnpqr23456stuvw-"
            })
    void typedPasswordsAreForgivenTheirSeparators(String typed) {
        assertThat(new String(Password.canonical(typed.getBytes(US_ASCII)), US_ASCII))
                .isEqualTo("abcde-fghjk-mnpqr-23456-stuvw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "other",
                "abcde-fghjk-mnpqr-23456-stuv",
                "abcde-fghjk-mnpqr-23456-stuvwx",
                "abcde-fghjk-mnpqr-23456-stuv1",
                "abcde-fghjk-mnpqr-23456-stuvw\u007f"
            })
    void otherPasswordsStayWhatTheyAre(String typed) {
        assertThat(new String(Password.canonical(typed.getBytes(US_ASCII)), US_ASCII))
                .isEqualTo(typed);
    }

    private boolean same(AccountKey other) {
        return key.use(mine -> other.use(theirs -> java.util.Arrays.equals(mine, theirs)));
    }
}
