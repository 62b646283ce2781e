package org.letterlock.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A piece of the owner's secret, typed from the page. */
final class RecoverySecretTest {

    @Test
    void knowsEachOfItsGroupsInAnyFormAndNoOther() {
        try (RecoverySecret secret = RecoverySecret.generate(new SecureRandom())) {
            String[] groups = secret.groups().split("-", -1);
            assertThat(groups).hasSize(RecoverySecret.GROUPS);
            for (int number = 1; number <= RecoverySecret.GROUPS; number++) {
                String group = groups[number - 1];
                assertThat(secret.isGroup(number, group)).isTrue();
                assertThat(secret.isGroup(number, " " + group.toLowerCase(Locale.ROOT) + " "))
                        .isTrue();
                assertThat(secret.isGroup(number, group.substring(0, 4) + " " + group.substring(4)))
                        .isTrue();
                assertThat(secret.isGroup(number, group.replace('0', 'o').replace('1', 'l')))
                        .isTrue();
                assertThat(secret.isGroup(number % RecoverySecret.GROUPS + 1, group))
                        .isFalse();
                assertThat(secret.isGroup(number, group.substring(1))).isFalse();
                assertThat(secret.isGroup(number, group + "0")).isFalse();
                assertThat(secret.isGroup(number, "")).isFalse();
                char other = group.charAt(3) == 'A' ? 'B' : 'A';
                assertThat(secret.isGroup(number, group.substring(0, 3) + other + group.substring(4)))
                        .isFalse();
            }
        }
    }
}
