package org.letterlock.engine.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.net.Cut;

/** RFC 9051 §4.3, RFC 7888 §3. */
final class CommandPartGrammarTest {

    private static Cut<CommandPart> cut(String octets, int limit) {
        return new CommandPartGrammar(limit).cut(ByteBuffer.wrap(octets.getBytes(ISO_8859_1)));
    }

    private static CommandPart whole(String octets) {
        return switch (cut(octets, 100)) {
            case Cut.Done<CommandPart>(CommandPart part, int taken) -> {
                assertThat(taken).isEqualTo(octets.length());
                yield part;
            }
            case Cut.More<CommandPart> more -> throw new AssertionError("incomplete");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"a NOOP\r\n", "a LOGIN {3}\r\n", "a APPEND x ~{12+}\r\n", "\r\n", "a b\n"})
    void asksForMoreAtEverySplitPointAndYieldsTheSameWithMoreBehind(String line) {
        for (int end = 0; end < line.length(); end++) {
            assertThat(cut(line.substring(0, end), 100)).isInstanceOf(Cut.More.class);
        }
        assertThat(cut(line + "b NOOP\r\n", 100)).isInstanceOfSatisfying(Cut.Done.class, done -> {
            assertThat(done.octets()).isEqualTo(line.length());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "a {3},3,true,false",
        "a {3+},3,false,false",
        "a ~{3},3,true,true",
        "a ~{3+},3,false,true",
        "a {0},0,true,false",
        "a {007},7,true,false",
        "a {99999999999999999999999},9223372036854775807,true,false",
        "{1},1,true,false"
    })
    void recognisesLiterals(String line, long size, boolean synchronizing, boolean binary) {
        assertThat(whole(line + "\r\n")).isInstanceOfSatisfying(CommandPart.Literal.class, literal -> {
            assertThat(literal.size()).isEqualTo(size);
            assertThat(literal.synchronizing()).isEqualTo(synchronizing);
            assertThat(literal.binary()).isEqualTo(binary);
            assertThat(literal.octets()).isEqualTo(line.getBytes(ISO_8859_1));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a {}", "a {+}", "a {3-}", "a 3}", "a {3} ", "}", "a {x3}"})
    void takesOtherEndsAsText(String line) {
        assertThat(whole(line + "\r\n")).isInstanceOf(CommandPart.End.class);
    }

    @Test
    void tellsALineThatEndsWithBareLineFeed() {
        assertThat(whole("a NOOP\n")).isInstanceOf(CommandPart.BareLineFeed.class);
    }

    @ParameterizedTest
    @CsvSource({"9,false", "10,false", "11,true"})
    void holdsItsLimitToTheOctet(int length, boolean tooLong) {
        Cut<CommandPart> cut = cut("x".repeat(length) + "\r\n", 10);
        assertThat(cut).isInstanceOfSatisfying(Cut.Done.class, done -> {
            assertThat(done.value() instanceof CommandPart.TooLong).isEqualTo(tooLong);
        });
    }

    @Test
    void isTriedAgainOnlyForALineFeedOrAtTheLimit() {
        CommandPartGrammar grammar = new CommandPartGrammar(10);
        assertThat(grammar.mayComplete(ByteBuffer.wrap("abcd".getBytes(ISO_8859_1)), 2))
                .isFalse();
        assertThat(grammar.mayComplete(ByteBuffer.wrap("abc\n".getBytes(ISO_8859_1)), 2))
                .isTrue();
        assertThat(grammar.mayComplete(ByteBuffer.wrap("x".repeat(12).getBytes(ISO_8859_1)), 11))
                .isTrue();
    }

    @Test
    void doesNotWaitForTheEndOfALineThatIsTooLong() {
        assertThat(cut("x".repeat(11), 10)).isInstanceOf(Cut.More.class);
        assertThat(cut("x".repeat(12), 10)).isInstanceOf(Cut.Done.class);
    }
}
