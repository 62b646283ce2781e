package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.SearchExpression.Body;
import org.letterlock.engine.store.SearchExpression.Matching;
import org.letterlock.engine.store.SearchExpression.Subject;

/** Searching by regular expressions. */
final class RegexSearchTest {

    private static final List<String> EXPRESSIONS = List.of(
            "a", "ab+", "(a|b)c", "^a", "c$", "a.c", "[^ab]", "a{2,3}", "(?-i)A", "\\bab\\b", "(ab)*c", "b?a?c", "^$");

    @AutoClose
    private final TestStore test;

    RegexSearchTest(@TempDir Path folder) {
        test = new TestStore(folder);
    }

    /** The expressions mean what they mean to another engine, in the subject and, indexed or not, in the body. */
    @Test
    void agreesWithAnotherEngine() {
        Random random = new Random(2);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                text.append("abcABC".charAt(random.nextInt(6)));
            }
            texts.add(text.toString());
            test.append("INBOX", TestStore.letter(texts.get(i), texts.get(i)));
        }
        for (int round = 0; round < 2; round++) {
            for (String expression : EXPRESSIONS) {
                Pattern other = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
                List<Long> expected = new ArrayList<>();
                for (int i = 0; i < texts.size(); i++) {
                    if (other.matcher(texts.get(i)).find()) {
                        expected.add(i + 1L);
                    }
                }
                assertThat(search(new Matching(new Subject(""), TextPattern.compile(expression))))
                        .as(expression)
                        .containsExactlyElementsOf(expected);
                // A body ends with the names of attachments, on lines of their own.
                assertThat(search(new Matching(new Body(""), TextPattern.compile("(?m)" + expression))))
                        .as(expression)
                        .containsAll(expected);
            }
            test.store().settle();
        }
    }

    private List<Long> search(SearchExpression expression) {
        return java.util.Arrays.stream(test.search("INBOX", expression)).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "*",
                "(a)\\1",
                "(?=a)",
                "a{1001}",
                "a{16}b{17}",
                "((a{100}){100}){100}",
                "a{,999999999999999999999}{2,300}",
                "[z-a]"
            })
    void refusesWhatIsNoneOrTooMuch(String expression) {
        assertThatExceptionOfType(BadPatternException.class).isThrownBy(() -> TextPattern.compile(expression));
    }

    @Test
    void isBoundedInLength() {
        TextPattern.compile("a".repeat(TextPattern.MAX_LENGTH));
        TextPattern.compile("a{16}b{16}");
        assertThatExceptionOfType(BadPatternException.class)
                .isThrownBy(() -> TextPattern.compile("a".repeat(TextPattern.MAX_LENGTH + 1)));
        assertThatExceptionOfType(BadPatternException.class)
                .isThrownBy(() -> TextPattern.compile("(" + "[a-z]".repeat(20) + "){256}"));
    }

    /** What would take others exponential time is looked at once, and what takes too long ends within one text. */
    @Test
    void isBoundedInTime() {
        TextPattern slow = TextPattern.compile("(a|aa|a*)*b");
        assertThat(slow.isIn("a".repeat(20_000), () -> {})).isFalse();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> slow.isIn("a".repeat(20_000), () -> {
                    throw new IllegalStateException("over");
                }));
        test.append("INBOX", TestStore.letter("x", "x"));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> test.store()
                        .search(test.inbox(), new Matching(new Body(""), slow), SearchLimits.of(Duration.ofNanos(1))));
    }
}
