package org.letterlock.engine.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;

/** Who has room. */
final class QuotasTest {

    private static final AccountId ANNA = new AccountId("0".repeat(32));
    private static final AccountId BEN = new AccountId("1".repeat(32));

    @Test
    void whatWaitsForOneLeavesRoomForTheOthers() {
        Map<AccountId, Usage> waiting = Map.of(ANNA, new Usage(900, 3));
        Quotas quotas = new Quotas(account -> waiting.getOrDefault(account, Usage.NONE), new Quota(1000, 10));
        assertThat(quotas.hasRoom(ANNA, 100)).isTrue();
        assertThat(quotas.hasRoom(ANNA, 101)).isFalse();
        assertThat(quotas.hasRoom(ANNA, 0)).isTrue();
        assertThat(quotas.hasRoom(BEN, 1000)).isTrue();
    }

    @Test
    void aShareIsLettersToo() {
        Quotas quotas = new Quotas(account -> new Usage(10, 10), new Quota(1000, 10));
        assertThat(quotas.hasRoom(ANNA, 1)).isFalse();
    }

    @Test
    void whatIsFullHasNoRoomForALetterOfUnknownLength() {
        Quotas quotas = new Quotas(account -> new Usage(1000, 1), new Quota(1000, 10));
        assertThat(quotas.hasRoom(ANNA, 0)).isFalse();
    }
}
