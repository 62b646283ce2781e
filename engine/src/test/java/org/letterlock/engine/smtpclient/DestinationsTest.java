package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.SettableClock;

class DestinationsTest {

    private static final Answer WHY = Answer.ours(new StatusCode(4, 7, 0), "too many");
    private static final DomainName BUSY = new DomainName("busy.test");

    private final SettableClock clock = new SettableClock();
    private final Destinations destinations = new Destinations(8, 3, clock);

    private static DomainName domain(int number) {
        return new DomainName("d" + number + ".test");
    }

    private int enterMany(DomainName destination) {
        int entered = 0;
        while (destinations.enter(destination)) {
            entered++;
        }
        return entered;
    }

    @Test
    void aDestinationHasItsShareAndNoMore() {
        assertThat(enterMany(BUSY)).isEqualTo(3);
        destinations.leave(BUSY);
        assertThat(enterMany(BUSY)).isEqualTo(1);
    }

    @Test
    void aSecondConversationBeginsOnlyWhileHalfAreFree() {
        for (int i = 0; i < 3; i++) {
            assertThat(destinations.enter(domain(i))).isTrue();
        }
        assertThat(enterMany(BUSY)).isEqualTo(1);
        for (int i = 3; i < 7; i++) {
            assertThat(destinations.enter(domain(i))).isTrue();
        }
        assertThat(destinations.enter(domain(9))).isFalse();
        assertThat(destinations.haveRoom()).isFalse();
    }

    @Test
    void thoseThatGaveTroubleLeaveAQuarterToTheOthers() {
        for (int i = 0; i < 8; i++) {
            destinations.trouble(domain(i), clock.instant(), WHY);
        }
        int entered = 0;
        for (int i = 0; i < 8; i++) {
            assertThat(enterMany(domain(i))).isLessThanOrEqualTo(1);
            entered += destinations.enter(BUSY) ? 1 : 0;
            destinations.leave(BUSY);
        }
        assertThat(entered).isEqualTo(8);
        assertThat(destinations.enter(BUSY)).isTrue();
    }

    @Test
    void oneThatAskedForAPauseHasIt() {
        destinations.trouble(BUSY, clock.instant().plusSeconds(60), WHY);
        assertThat(destinations.enter(BUSY)).isFalse();
        destinations.welcome(BUSY);
        assertThat(destinations.enter(BUSY)).isFalse();
        clock.advance(Duration.ofSeconds(60));
        assertThat(enterMany(BUSY)).isEqualTo(1);
        destinations.leave(BUSY);
        destinations.welcome(BUSY);
        assertThat(enterMany(BUSY)).isEqualTo(3);
    }

    @Test
    void lesserTroubleEndsNoPause() {
        destinations.trouble(BUSY, clock.instant().plusSeconds(60), WHY);
        destinations.trouble(BUSY, clock.instant(), Answer.ours(new StatusCode(4, 4, 1), "no connection"));
        assertThat(destinations.pausedBy(BUSY)).contains(WHY);
        assertThat(destinations.enter(BUSY)).isFalse();
    }

    @Test
    void whoHadATurnMakesPlaceForThoseWhoWait() {
        assertThat(destinations.enter(BUSY)).isTrue();
        assertThat(destinations.goOn(BUSY, false)).isTrue();
        for (int i = 0; i < 7; i++) {
            assertThat(destinations.enter(domain(i))).isTrue();
        }
        assertThat(destinations.enter(domain(8))).isFalse();
        assertThat(destinations.goOn(BUSY, true)).isTrue();
        assertThat(destinations.goOn(BUSY, false)).isFalse();
        destinations.leave(domain(1));
        assertThat(destinations.haveRoom()).isTrue();
        assertThat(destinations.goOn(BUSY, false)).isTrue();
    }

    @Test
    void nothingBeginsAfterTheEnd() throws InterruptedException {
        assertThat(destinations.enter(BUSY)).isTrue();
        destinations.stop();
        assertThat(destinations.goOn(BUSY, true)).isFalse();
        assertThat(destinations.enter(domain(1))).isFalse();
        assertThat(destinations.haveRoom()).isFalse();
        assertThat(destinations.awaitIdle(Duration.ofMillis(1))).isFalse();
        destinations.leave(BUSY);
        assertThat(destinations.awaitIdle(Duration.ofMillis(1))).isTrue();
    }
}
