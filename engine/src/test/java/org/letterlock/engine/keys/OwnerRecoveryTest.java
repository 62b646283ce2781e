package org.letterlock.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;
import org.letterlock.recovery.RecoverySecret.Parsed;

/** The owner's secret as people type it, and what the engine seals to the key that belongs to it. */
final class OwnerRecoveryTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AccountId ACCOUNT = AccountId.random(RANDOM);

    private final RecoverySecret secret = RecoverySecret.generate(RANDOM);
    private final OwnerKey owner = secret.key();

    @Test
    void hasEightGroupsOfEightAndComesBackFromThemAndFromAQrCode() {
        assertThat(secret.groups()).matches("[0-9A-HJKMNP-TV-Z]{8}(-[0-9A-HJKMNP-TV-Z]{8}){7}");
        assertThat(secret.qrText()).matches("LETTERLOCK-RECOVERY:1:[0-9A-HJKMNP-TV-Z]{64}");
        assertThat(parsed(secret.groups())).isEqualTo(secret.groups());
        assertThat(parsed(secret.qrText())).isEqualTo(secret.groups());
        assertThat(parsed(" "
                        + secret.groups()
                                .toLowerCase(Locale.ROOT)
                                .replace('-', ' ')
                                .replace('0', 'o')
                                .replace('1', 'l')
                        + "\n"))
                .isEqualTo(secret.groups());
        assertThat(secret).hasToString("RecoverySecret");
    }

    /** Files and prints of years ago have to open: the spelling and the key never change. */
    @Test
    void spellingAndKeyOfAKnownSecretStayWhatTheyAre() {
        String groups = "000G40WQ-0G2GC1W5-104GM2WB-1G6GW3XV-208H44YD-2GAHC5Y5-30CHM6V5-3GEHW7TW";
        assertThat(parsed(groups)).isEqualTo(groups);
        try (RecoverySecret known = ((Parsed.Secret) RecoverySecret.parse(groups)).secret();
                OwnerKey key = known.key()) {
            assertThat(OwnerKey.fingerprint(key.publicKey())).isEqualTo("e425 2e7d 3a51 80bc");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void namesTheGroupThatIsMistyped(int number) {
        StringBuilder typed = new StringBuilder(secret.groups());
        int named = 0;
        int tries = 0;
        for (int at = (number - 1) * 9; at < number * 9 - 1; at++) {
            for (char other : "23456789U".toCharArray()) {
                char before = typed.charAt(at);
                if (other != before) {
                    typed.setCharAt(at, other);
                    tries++;
                    if (RecoverySecret.parse(typed.toString()).equals(new Parsed.WrongGroup(number))) {
                        named++;
                    }
                    typed.setCharAt(at, before);
                }
            }
        }
        // One octet of checksum overlooks one typing error in 256.
        assertThat(named).isGreaterThan(tries * 9 / 10);
    }

    @Test
    void knowsASecretThatIsTooShortOrLong() {
        assertThat(RecoverySecret.parse("")).isEqualTo(new Parsed.WrongLength(0));
        assertThat(RecoverySecret.parse(secret.groups().substring(1))).isEqualTo(new Parsed.WrongLength(63));
        assertThat(RecoverySecret.parse(secret.groups() + "A")).isEqualTo(new Parsed.WrongLength(65));
    }

    @Test
    void theOwnerOpensWhatTheEngineSealed() {
        assertThat(owner.publicKey()).isEqualTo(secret.key().publicKey());
        SealPublicKey publicKey = SealPublicKey.decode(owner.publicKey());
        try (AccountKey key = AccountKey.generate(RANDOM)) {
            byte[] box = RecoveryBox.seal(ACCOUNT, key, publicKey, RANDOM);
            try (AccountKey opened =
                    AccountKey.take(owner.openAccountKey(ACCOUNT.value(), box).orElseThrow())) {
                assertThat(opened.isSameAs(key)).isTrue();
            }
            assertThat(owner.openAccountKey(AccountId.random(RANDOM).value(), box))
                    .as("a box of another account")
                    .isEmpty();
            assertThat(owner.openEngineKey(box)).as("another kind of box").isEmpty();
            assertThat(RecoverySecret.generate(RANDOM).key().openAccountKey(ACCOUNT.value(), box))
                    .as("another owner")
                    .isEmpty();
            for (int at = 0; at < box.length; at += 97) {
                byte[] changed = box.clone();
                changed[at] ^= 1;
                assertThat(owner.openAccountKey(ACCOUNT.value(), changed)).isEmpty();
            }
            assertThat(owner.openAccountKey(ACCOUNT.value(), new byte[0])).isEmpty();
        }
    }

    /** Two implementations of one format. */
    @Test
    void theOwnersKeyPairIsTheEnginesOfTheSameSecret() {
        byte[] known = new byte[RecoverySecret.LENGTH];
        String zeros = "0000004N-0000001S-00000056-00000048-00000029-0000005M-00000071-0000000R";
        try (RecoverySecret parsed = ((Parsed.Secret) RecoverySecret.parse(zeros)).secret()) {
            assertThat(parsed.key().publicKey())
                    .isEqualTo(SealKeyPair.derive(known).publicKey().encoded());
        }
    }

    private static String parsed(String typed) {
        try (RecoverySecret parsed = ((Parsed.Secret) RecoverySecret.parse(typed)).secret()) {
            return parsed.groups();
        }
    }
}
