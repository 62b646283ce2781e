package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UidSetTest {

    @Test
    void mergesWhatOverlapsOrTouches() {
        UidSet set = UidSet.of(List.of(
                new UidSet.Range(7, 9), new UidSet.Range(1, 3), new UidSet.Range(4, 5), new UidSet.Range(8, 20)));
        assertThat(set).hasToString("1:5,7:20");
        assertThat(set.size()).isEqualTo(19);
        assertThat(UidSet.of(5, 1, 2, 2, 3)).hasToString("1:3,5");
        assertThat(UidSet.of()).isEqualTo(UidSet.EMPTY);
        assertThat(UidSet.of(List.of()).isEmpty()).isTrue();
    }

    @Test
    void agreesWithANaiveSet() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            TreeSet<Long> naive = new TreeSet<>();
            List<UidSet.Range> ranges = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                long first = random.nextLong(1, 41);
                long last = first + random.nextLong(6);
                ranges.add(new UidSet.Range(first, last));
                LongStream.rangeClosed(first, last).forEach(naive::add);
            }
            UidSet set = UidSet.of(ranges);
            long[] all = naive.stream().mapToLong(n -> n).toArray();
            assertThat(set.stream().toArray()).isEqualTo(all);
            assertThat(UidSet.of(all)).isEqualTo(set);
            assertThat(set.size()).isEqualTo(all.length);
            long[] present = LongStream.rangeClosed(1, 60)
                    .filter(n -> random.nextBoolean())
                    .toArray();
            assertThat(set.among(present))
                    .isEqualTo(LongStream.of(present).filter(naive::contains).toArray());
            UidSet other = UidSet.of(present);
            assertThat(set.intersection(other)).isEqualTo(UidSet.of(set.among(present)));
            assertThat(set.without(other))
                    .isEqualTo(UidSet.of(
                            set.stream().filter(n -> !other.contains(n)).toArray()));
            LongStream.rangeClosed(1, 60)
                    .forEach(n -> assertThat(set.contains(n)).isEqualTo(naive.contains(n)));
        }
    }

    @Test
    void spansMoreThanFitsInMemory() {
        UidSet set = UidSet.of(List.of(new UidSet.Range(1, Long.MAX_VALUE), new UidSet.Range(5, 6)));
        assertThat(set.contains(Long.MAX_VALUE)).isTrue();
        assertThat(set.among(new long[] {3, 4_294_967_295L})).containsExactly(3, 4_294_967_295L);
    }

    @Test
    void manyRangesAreNoBurden() {
        long[] odd = LongStream.range(0, 500_000).map(n -> 2 * n + 1).toArray();
        UidSet set = UidSet.of(odd);
        assertThat(set.ranges()).hasSize(500_000);
        assertThat(set.among(LongStream.rangeClosed(1, 1_000_000).toArray())).isEqualTo(odd);
    }

    @Test
    void refusesRangesOutOfOrder() {
        assertThatThrownBy(() -> new UidSet(List.of(new UidSet.Range(1, 2), new UidSet.Range(3, 4))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UidSet.Range(0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UidSet.Range(4, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
