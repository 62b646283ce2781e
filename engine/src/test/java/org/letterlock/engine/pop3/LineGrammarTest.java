package org.letterlock.engine.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.pop3.LineGrammar.Line;
import org.letterlock.engine.smtp.Cuts;

/** RFC 1939 §3, RFC 2449 §4; each at every split point. */
final class LineGrammarTest {

    private static Line line(String octets, int taken) {
        return Cuts.element(new LineGrammar(10), Cuts.octets(octets), taken);
    }

    @Test
    void cutsLinesAtCrlf() {
        assertThat(line("NOOP\r\nQUIT\r\n", 6))
                .isInstanceOfSatisfying(
                        Line.Whole.class, whole -> assertThat(whole.octets()).isEqualTo(Cuts.octets("NOOP")));
        assertThat(line("\r\n", 2))
                .isInstanceOfSatisfying(
                        Line.Whole.class, whole -> assertThat(whole.octets()).isEmpty());
        assertThat(line("a\rb\r\n", 5))
                .isInstanceOfSatisfying(
                        Line.Whole.class, whole -> assertThat(whole.octets()).isEqualTo(Cuts.octets("a\rb")));
    }

    @Test
    void tellsALineThatEndsWithBareLineFeed() {
        assertThat(line("NOOP\nQUIT\r\n", 5)).isEqualTo(new Line.BareLineFeed());
        assertThat(line("\n", 1)).isEqualTo(new Line.BareLineFeed());
        assertThat(line("x".repeat(10) + "\n", 11)).isEqualTo(new Line.BareLineFeed());
        assertThat(new LineGrammar(10).cut(ByteBuffer.wrap(Cuts.octets("x".repeat(11) + "\n"))))
                .isEqualTo(new Cut.Done<>(new Line.TooLong(), 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10})
    void takesALineUpToItsLimit(int length) {
        assertThat(line("x".repeat(length) + "\r\n", length + 2)).isInstanceOf(Line.Whole.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 5000})
    void refusesALineBeyondItsLimitAtEverySplitPoint(int length) {
        byte[] octets = Cuts.octets("x".repeat(length) + "\r\n");
        for (int end = 0; end <= octets.length; end++) {
            Cut<Line> cut = new LineGrammar(10).cut(ByteBuffer.wrap(octets, 0, end));
            if (end < 12) {
                assertThat(cut).isInstanceOf(Cut.More.class);
            } else {
                assertThat(cut).isEqualTo(new Cut.Done<>(new Line.TooLong(), 10));
                assertThat(new LineGrammar(10).mayComplete(ByteBuffer.wrap(octets, 0, end), end - 1))
                        .isTrue();
            }
        }
    }

    @Test
    void doesNotWaitForTheEndOfALineThatIsTooLong() {
        LineGrammar grammar = new LineGrammar(10);
        assertThat(grammar.cut(ByteBuffer.wrap(Cuts.octets("x".repeat(11))))).isInstanceOf(Cut.More.class);
        assertThat(grammar.cut(ByteBuffer.wrap(Cuts.octets("x".repeat(12))))).isInstanceOf(Cut.Done.class);
    }

    @Test
    void showsNoSecret() {
        assertThat(new Line.Whole(Cuts.octets("PASS secret")).toString()).isEqualTo("Whole[...]");
    }

    @Test
    void skipsTheRestOfALineInPieces() {
        assertThat(new RestOfLine().cut(ByteBuffer.wrap(new byte[0]))).isInstanceOf(Cut.More.class);
        assertThat(new RestOfLine().cut(ByteBuffer.wrap(Cuts.octets("abc"))))
                .isEqualTo(new Cut.Done<>(new RestOfLine.Skipped(3, false), 3));
        assertThat(new RestOfLine().cut(ByteBuffer.wrap(Cuts.octets("abc\r\nNOOP\r\n"))))
                .isEqualTo(new Cut.Done<>(new RestOfLine.Skipped(5, true), 5));
    }
}
