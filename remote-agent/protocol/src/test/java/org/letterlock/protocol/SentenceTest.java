package org.letterlock.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sentences with values in them. */
final class SentenceTest {

    @ParameterizedTest
    @CsvSource({
        "0, en, 0 kB",
        "1500, en, 1.5 kB",
        "999000, en, 999 kB",
        "1000000, en, 1 MB",
        "1023000000, de, '1 GB'",
        "3200000000, ru, '3,2 ГБ'",
        "41000000000, ja, 41 GB",
        "7000000000000000, en, '7,000 TB'",
        "many, en, many"
    })
    void tellsSizesAsPeopleDo(String octets, String language, String told) {
        assertThat(Sentence.fill("{free:octets}", Map.of("free", octets), Locale.of(language)))
                .isEqualTo(told.replace(' ', '\u00a0'));
    }

    @Test
    void takesValuesAsTheyAre() {
        assertThat(Sentence.fill("{a} and {b}, {c}", Map.of("a", "$1 {b}", "b", "\\"), Locale.ENGLISH))
                .isEqualTo("$1 {b} and \\, {c}");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatToDoAboutEveryFindingThatIsNotFine(FindingKind kind) {
        assertThat(kind.remedy().isEmpty()).isEqualTo(kind.level().equals(Finding.FINE));
        assertThat(kind.sentence()).endsWith(".").doesNotContain("!");
    }
}
