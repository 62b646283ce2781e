package org.letterlock.engine.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.Octets;

/** How the text of a letter is folded before it is indexed and judged. */
final class SearchTextTest {

    private static final String LETTERS = "ab  \t\r\n\u00a0\u200b\u00adä柿\ud83c\udf39";
    private static final int MOST = 1024 * 1024;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "one two|one two",
                "\"  one \t two  \"|one two",
                "\"one\r\ntwo\r\n\r\nthree\r\n\"|one two three",
                "\"pad\u200b\u200b\u00ad\u200bded\"|pad ded",
                "\"柿の木 の\u3000下\"|柿の木 の 下",
                "\"\ud83c\udf39 \ud83c\udf39\"|\ud83c\udf39 \ud83c\udf39",
            })
    void runsOfSpaceAreOneBlank(String text, String folded) throws IOException {
        assertThat(body(text)).isEqualTo(folded);
    }

    @Test
    void anyTextIsFoldedAsWordByWord() throws IOException {
        Random random = new Random(5322);
        int[] alphabet = LETTERS.codePoints().toArray();
        for (int round = 0; round < 2000; round++) {
            String text = random.ints(random.nextInt(40), 0, alphabet.length)
                    .map(i -> alphabet[i])
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(body(text)).isEqualTo(wordByWord(text));
        }
    }

    @Test
    void noMoreThanTheMostIsKeptAndNoCharacterIsHalved() throws IOException {
        assertThat(body("a".repeat(MOST + 10)).length()).isEqualTo(MOST);
        assertThat(body("a".repeat(MOST - 2) + "\ud83c\udf39\ud83c\udf39")
                        .codePoints()
                        .skip(MOST - 2)
                        .toArray())
                .containsExactly(0x1f339);
        assertThat(body("a".repeat(MOST - 1) + "\ud83c\udf39").length()).isEqualTo(MOST - 1);
    }

    private static String wordByWord(String text) {
        String spaced = text.codePoints()
                .mapToObj(each -> SearchText.isSpace(each) ? " " : Character.toString(each))
                .collect(Collectors.joining());
        return spaced.trim().replaceAll(" +", " ");
    }

    private static String body(String text) throws IOException {
        String letter = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text;
        Octets octets = Octets.of(letter.getBytes(UTF_8));
        return SearchText.of(octets, MimeScanner.scan(octets, MimeScanner.Limits.DEFAULT))
                .body();
    }
}
