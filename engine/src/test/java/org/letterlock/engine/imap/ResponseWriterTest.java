package org.letterlock.engine.imap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How numbers are written, which is most of what a long FETCH response has. */
final class ResponseWriterTest {

    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    /** So small that many a number finds no room in what is gathered. */
    private final ResponseWriter out = new ResponseWriter(sink::write, 24);

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                9,
                10,
                11,
                99,
                100,
                101,
                999_999_999,
                1_000_000_000,
                0xFFFF_FFFFL,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                -1,
                Long.MIN_VALUE
            })
    void numbersAreWrittenAsTheyAre(long number) {
        out.raw("x ").number(number).raw(" y ").number(number).crlf();
        out.flush();
        assertThat(sink.toString(US_ASCII)).isEqualTo("x " + number + " y " + number + "\r\n");
    }

    @Test
    void everyPowerOfTenAndItsNeighboursAreWrittenAsTheyAre() {
        StringBuilder expected = new StringBuilder();
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            for (long number = power - 1; number <= power + 1; number++) {
                out.number(number).raw(" ");
                expected.append(number).append(' ');
            }
        }
        out.flush();
        assertThat(sink.toString(US_ASCII)).isEqualTo(expected.toString());
    }
}
