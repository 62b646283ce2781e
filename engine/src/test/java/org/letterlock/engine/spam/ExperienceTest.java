package org.letterlock.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.spam.Experience.Count;

/** What follows from what was learned. */
final class ExperienceTest {

    private static final Count NOBODY = new Count(0, 0);

    /**
     * One of an account that learned so many letters of each kind, with a letter of thirty words that each stood in ten of them.
     *
     * @param junk how many of the ten were junk, as a share
     */
    static Experience of(long each, double junk, Count sender, long answered) {
        Count word = new Count(Math.round(10 * junk), 10 - Math.round(10 * junk));
        return new Experience(new Count(each, each), Collections.nCopies(30, word), sender, answered);
    }

    private static List<String> grounds(Experience experience, boolean proven) {
        return experience.grounds(proven).stream()
                .map(ground -> ground.reason() + " " + ground.tenths())
                .toList();
    }

    @Test
    void wordsOfAProvenAuthorAreNotEnough() {
        assertThat(grounds(of(50, 1, NOBODY, 0), true)).containsExactly("JUNK_WORDS 35");
        assertThat(grounds(of(5, 1, NOBODY, 0), true)).containsExactly("JUNK_WORDS 27");
    }

    @ParameterizedTest
    @CsvSource({
        // Nothing follows from little, and not all from not much.
        "4, 1, ''",
        "5, 1, JUNK_WORDS 27",
        "19, 1, JUNK_WORDS 27",
        "20, 1, JUNK_WORDS 44",
        "49, 1, JUNK_WORDS 44",
        "50, 1, JUNK_WORDS 55",
        "50, 0, GOOD_WORDS -33",
        "50, 0.5, ''"
    })
    void wordsWeighAsMuchAsWasLearned(long each, double junk, String expected) {
        assertThat(String.join(", ", grounds(of(each, junk, NOBODY, 0), false))).isEqualTo(expected);
    }

    @Test
    void letterOfBothKindsIsInTheMiddle() {
        List<Count> words = Stream.concat(
                        Collections.nCopies(20, new Count(10, 0)).stream(),
                        Collections.nCopies(20, new Count(0, 10)).stream())
                .toList();
        Experience both = new Experience(new Count(100, 100), words, NOBODY, 0);
        assertThat(both.spamminess().orElseThrow()).isCloseTo(0.5, within(0.01));
        assertThat(grounds(both, true)).isEmpty();
    }

    /** A kind of which there is more must not be more probable for that. */
    @Test
    void wordsCountByTheirShareOfAKind() {
        Experience lopsided =
                new Experience(new Count(1000, 50), Collections.nCopies(30, new Count(100, 5)), NOBODY, 0);
        assertThat(lopsided.spamminess()).isEmpty();
    }

    @Test
    void unknownWordsSayNothing() {
        assertThat(new Experience(new Count(100, 100), List.of(), NOBODY, 0).spamminess())
                .isEmpty();
        assertThat(grounds(Experience.NONE, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, true, ''",
        "0, 1, 0, true, ''",
        "0, 2, 0, true, KNOWN_SENDER -15",
        "1, 2, 0, true, ''",
        "2, 1, 0, true, JUNK_SENDER 15",
        "0, 2, 0, false, ''",
        "2, 1, 0, false, JUNK_SENDER 15",
        "0, 0, 1, true, ANSWERED -40",
        "2, 0, 1, true, ANSWERED -40",
        "0, 0, 1, false, ''"
    })
    void aSenderCountsWhereItIsProven(long junk, long good, long answered, boolean proven, String expected) {
        Experience experience = new Experience(new Count(9, 0), List.of(), new Count(junk, good), answered);
        assertThat(String.join(", ", grounds(experience, proven))).isEqualTo(expected);
    }
}
