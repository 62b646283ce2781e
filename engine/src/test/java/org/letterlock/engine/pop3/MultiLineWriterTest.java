package org.letterlock.engine.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.MimeScanner;

/** RFC 1939 §3 and §7; what is written does not depend on where it was cut. */
final class MultiLineWriterTest {

    private static final int ALL = -1;

    private static String written(String text, int bodyLines, int... cuts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MultiLineWriter writer =
                bodyLines == ALL ? MultiLineWriter.of(out::write) : MultiLineWriter.top(out::write, bodyLines);
        byte[] octets = text.getBytes(ISO_8859_1);
        int from = 0;
        for (int cut : cuts) {
            writer.write(octets, from, cut - from);
            from = cut;
        }
        writer.write(octets, from, octets.length - from);
        writer.end();
        return out.toString(ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"\",\".|\"",
                "a|,a|.|",
                "a,a|.|",
                "|,|.|",
                ".,..|.|",
                ".|,..|.|",
                "..|.a|,...|..a|.|",
                "a.|.|b|,a.|..|b|.|",
                "a/.|b|,a|..|b|.|",
                "a/./b,a|..|b|.|",
                "a<.|,a<.|.|",
                "a<,a<|.|",
                "a<|,a<|.|",
                "//,||.|",
                "|.,|..|.|"
            })
    void endsEveryLineWithCrlfAndStuffsDots(String text, String expected) {
        String octets = octets(text);
        for (int first = 0; first <= octets.length(); first++) {
            for (int second = first; second <= octets.length(); second++) {
                assertThat(written(octets, ALL, first, second)).isEqualTo(octets(expected));
            }
        }
    }

    /** {@code |} is CRLF, {@code /} a bare LF, {@code <} a bare CR. */
    private static String octets(String text) {
        return text.replace("|", "\r\n").replace('/', '\n').replace('<', '\r');
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "0,h|h||",
                "1,h|h||a|",
                "2,h|h||a|..|",
                "3,h|h||a|..||",
                "4,h|h||a|..||b|",
                "5,h|h||a|..||b|",
                "2147483647,h|h||a|..||b|"
            })
    void endsAfterTheLinesThatAreWanted(int lines, String expected) {
        for (String text : new String[] {"h|h||a|.||b", "h/h//a/.//b/"}) {
            String octets = octets(text);
            for (int cut = 0; cut <= octets.length(); cut++) {
                assertThat(written(octets, lines, cut)).isEqualTo(octets(expected) + ".\r\n");
            }
        }
    }

    @Test
    void givesAHeaderWithoutBodyWhole() {
        assertThat(written("a\r\nb", 0)).isEqualTo("a\r\nb\r\n.\r\n");
        assertThat(written("a\r\n", 0)).isEqualTo("a\r\n.\r\n");
    }

    @Test
    void passesLongLinesAndManyDotsThrough() {
        String text = "x".repeat(100_000) + "\r\n" + ".\r\n".repeat(20_000);
        assertThat(written(text, ALL)).isEqualTo("x".repeat(100_000) + "\r\n" + "..\r\n".repeat(20_000) + ".\r\n");
    }

    /** What LIST says is what RETR gives, before the dots are stuffed. */
    @Test
    void writesAsManyOctetsAsTheScanOfTheMessageSaid() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append("a.\r\n\r\n.:".charAt(random.nextInt(8)));
            }
            byte[] octets = text.toString().getBytes(ISO_8859_1);
            String written = written(text.toString(), ALL);
            String unstuffed = written.substring(0, written.length() - 3).replaceAll("(?<=^|\n)\\.", "");
            assertThat(MimeScanner.scan(Octets.of(octets), MimeScanner.Limits.DEFAULT)
                            .wireSize())
                    .as(text.toString())
                    .isEqualTo(unstuffed.length());
            assertThat(unstuffed.replace("\r\n", "\n"))
                    .isEqualTo(ended(text.toString().replace("\r\n", "\n")));
        }
    }

    private static String ended(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}
