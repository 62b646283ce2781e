package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.DomainName;

class WarmUpTest {

    private static final DomainName LARGE = new DomainName("large.test");
    private static final Instant NOW = Instant.parse("2026-11-22T12:30:00Z");

    private final WarmUp warmUp = new WarmUp();

    private int taken(DomainName destination, Optional<Instant> first, Instant now) {
        int taken = 0;
        while (taken < 100_000 && warmUp.take(destination, first, now).isEmpty()) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({"0, 20", "23, 20", "24, 40", "47, 40", "48, 80", "239, 10240", "240, 100000", "9000, 100000", "-5, 20"})
    void allowsTwiceAsManyEachDay(int hours, int letters) {
        assertThat(taken(LARGE, Optional.of(NOW.minus(Duration.ofHours(hours))), NOW))
                .isEqualTo(letters);
    }

    @Test
    void countsForEachDestinationAndHour() {
        assertThat(taken(LARGE, Optional.empty(), NOW)).isEqualTo(20);
        assertThat(warmUp.take(LARGE, Optional.empty(), NOW)).contains(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(taken(new DomainName("other.test"), Optional.empty(), NOW)).isEqualTo(20);
        assertThat(warmUp.take(LARGE, Optional.of(NOW), Instant.parse("2026-11-22T12:59:59Z")))
                .isPresent();
        assertThat(taken(LARGE, Optional.of(NOW), Instant.parse("2026-11-22T13:00:00Z")))
                .isEqualTo(20);
    }

    @Test
    void whatWasNoLetterDoesNotCount() {
        for (int i = 0; i < 50; i++) {
            assertThat(warmUp.take(LARGE, Optional.empty(), NOW)).isEmpty();
            warmUp.giveBack(LARGE);
        }
        assertThat(taken(LARGE, Optional.empty(), NOW)).isEqualTo(20);
    }
}
