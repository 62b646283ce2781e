package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.imap.SequenceSet;
import org.letterlock.engine.mail.UidSet;

/** RFC 9051 §2.3.1.2, §7.5.1. */
final class MessageSequenceTest {

    private static MessageSequence of(long... uids) {
        return new MessageSequence(uids);
    }

    @Test
    void countsMessagesInTheOrderOfTheirUids() {
        MessageSequence sequence = of(3, 7, 9);
        assertThat(sequence.size()).isEqualTo(3);
        assertThat(sequence.uid(2)).isEqualTo(7);
        assertThat(sequence.number(9)).isEqualTo(3);
        assertThat(sequence.number(8)).isZero();
        assertThat(of().lastUid()).isZero();
    }

    @Test
    void keepsTheNumbersOfVanishedMessagesUntilTheyAreTold() {
        MessageSequence sequence = of(1, 2, 3, 4, 5);
        sequence.vanish(UidSet.of(2, 4, 77));
        assertThat(sequence.size()).isEqualTo(5);
        assertThat(sequence.number(5)).isEqualTo(5);
        assertThat(sequence.hasVanished()).isTrue();
        assertThat(sequence.expunge()).containsExactly(4, 2);
        assertThat(sequence.number(5)).isEqualTo(3);
        assertThat(sequence.hasVanished()).isFalse();
        assertThat(sequence.expunge()).isEmpty();
    }

    @Test
    void addsMessagesBehindOthersOnly() {
        MessageSequence sequence = of(5);
        sequence.append(5);
        sequence.append(4);
        sequence.append(8);
        assertThat(sequence.size()).isEqualTo(2);
        sequence.vanish(UidSet.of(5, 8));
        sequence.append(9);
        assertThat(sequence.expunge()).containsExactly(2, 1);
        assertThat(sequence.uid(1)).isEqualTo(9);
    }

    @Test
    void turnsNumbersIntoUids() {
        MessageSequence sequence = of(10, 20, 30, 40);
        assertThat(sequence.uids(UidSet.of(1, 3, 4, 9))).hasToString("10,30:40");
        assertThat(sequence.uids(new SequenceSet(List.of(new SequenceSet.Range(2, 0))).resolve(4)))
                .hasToString("20:40");
        assertThat(of().uids(UidSet.of(1))).isEqualTo(UidSet.EMPTY);
        assertThat(sequence.known(UidSet.of(List.of(new UidSet.Range(25, 4_000_000_000L)))))
                .hasToString("25:40");
    }

    @Test
    void agreesWithANaiveModel() {
        Random random = new Random(9);
        for (int round = 0; round < 300; round++) {
            List<Long> model = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            MessageSequence sequence = of();
            long next = 1;
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        next += 1L + random.nextInt(3);
                        model.add(next);
                        sequence.append(next);
                    }
                    case 1 -> {
                        long uid = 1L + random.nextInt((int) next);
                        gone.add(uid);
                        sequence.vanish(UidSet.of(uid));
                    }
                    default -> {
                        for (int number : sequence.expunge()) {
                            assertThat(gone).contains(model.remove(number - 1));
                        }
                        assertThat(model).noneMatch(gone::contains);
                    }
                }
                assertThat(sequence.size()).isEqualTo(model.size());
                for (int number = 1; number <= model.size(); number++) {
                    assertThat(sequence.uid(number)).isEqualTo(model.get(number - 1));
                    assertThat(sequence.number(model.get(number - 1))).isEqualTo(number);
                }
            }
        }
    }
}
