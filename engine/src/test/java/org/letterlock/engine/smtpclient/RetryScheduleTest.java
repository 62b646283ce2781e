package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Letters;

class RetryScheduleTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private static List<Duration> gaps(long seed) {
        RetrySchedule schedule = new RetrySchedule(new Random(seed));
        List<Duration> gaps = new ArrayList<>();
        Instant now = START;
        int attempts = 1;
        for (Optional<Instant> next = schedule.next(START, attempts, Letters.busy(), now);
                next.isPresent();
                next = schedule.next(START, ++attempts, Letters.busy(), now)) {
            gaps.add(Duration.between(now, next.get()));
            now = next.get();
        }
        assertThat(now).isEqualTo(START.plus(Duration.ofDays(5)));
        return gaps;
    }

    @Test
    void growsFromFiveMinutesToFourHoursAndEndsAfterFiveDays() {
        List<Duration> gaps = gaps(1);
        int[] minutes = {5, 15, 30, 60, 120, 240, 240, 240};
        for (int i = 0; i < minutes.length; i++) {
            assertThat(gaps.get(i))
                    .isBetween(
                            Duration.ofMinutes(minutes[i]),
                            Duration.ofMinutes(minutes[i]).multipliedBy(11).dividedBy(10));
        }
        assertThat(gaps.size()).isBetween(30, 36);
    }

    @Test
    void scattersLettersThatFailedTogether() {
        assertThat(gaps(1).getFirst()).isNotEqualTo(gaps(2).getFirst());
    }

    @Test
    void anAttemptAfterAboutFourHoursTellsOfTheDelay() {
        for (int seed = 0; seed < 200; seed++) {
            Duration age = Duration.ZERO;
            for (Duration gap : gaps(seed)) {
                age = age.plus(gap);
                if (age.compareTo(RetrySchedule.DELAY_NOTICE) >= 0) {
                    break;
                }
            }
            assertThat(age).isBetween(Duration.ofMinutes(225), Duration.ofMinutes(260));
        }
    }

    private static Duration first(String reply) {
        Answer answer = new Answer(new StatusCode(4, 7, 1), reply, Optional.of("mx.example.org"));
        Instant next =
                new RetrySchedule(new Random(1)).next(START, 1, answer, START).orElseThrow();
        return Duration.between(START, next);
    }

    private static void assertAbout(String reply, int minutes) {
        Duration step = Duration.ofMinutes(minutes);
        assertThat(first(reply)).as(reply).isBetween(step, step.multipliedBy(11).dividedBy(10));
    }

    @Test
    void goesByWhatTheServerSays() {
        assertAbout("450 4.7.1 greylisted", 5);
        assertAbout("450 4.7.1 greylisted, come back in 2 minutes", 2);
        assertAbout("450 4.7.1 Greylisted for 10 seconds", 1);
        assertAbout("450 4.7.1 greylisted, wait 99999 seconds", 60);
        assertAbout("421 4.7.0 too many letters", 15);
        assertAbout("421 4.7.0 too many letters, wait 40 minutes", 40);
        assertAbout("421 4.7.0 too many letters in 1 minute", 15);
        assertAbout("452 4.7.1 mailbox full", 60);
        assertAbout("451 4.7.1 your address is on our blocklist", 60);
    }
}
