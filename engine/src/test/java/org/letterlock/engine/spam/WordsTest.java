package org.letterlock.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.Octets;

/** Which words a letter has. */
final class WordsTest {

    private static Set<String> words(String letter) throws IOException {
        return Words.of(Reading.of(Octets.of(letter.getBytes(StandardCharsets.UTF_8))));
    }

    private static Set<String> body(String text) throws IOException {
        return words("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n");
    }

    @Test
    void marksWhatStandsInTheHeader() throws IOException {
        assertThat(
                        words(
                                "From: Big Shop <News@Shop.Example>\r\nSubject: =?utf-8?q?Last_chance?=\r\n\r\nLast chance\r\n"))
                .containsExactly(
                        "from:shop.example",
                        "name:big",
                        "name:shop",
                        "subject:last",
                        "subject:chance",
                        "last",
                        "chance");
    }

    @Test
    void readsWordsOfAlphabets() throws IOException {
        assertThat(body("It's a well-known OFFER of 50% for $99, no. 2026-11-29; \u041F\u0440\u0438\u0432\u0435\u0442"))
                .containsExactly(
                        "it's", "well-known", "offer", "50%", "for", "$99", "\u043F\u0440\u0438\u0432\u0435\u0442");
        assertThat(body("x".repeat(25) + " " + "y".repeat(24))).containsExactly("y".repeat(24));
    }

    @Test
    void readsPairsWhereNoSpacesStandBetweenWords() throws IOException {
        assertThat(body("\u7121\u6599\u30AB\u30B8\u30CE free"))
                .containsExactly("\u7121\u6599", "\u6599\u30AB", "\u30AB\u30B8", "\u30B8\u30CE", "free");
        // Wide and half-wide forms are the same letters.
        assertThat(body("\uFF26\uFF32\uFF25\uFF25 \uFF76\uFF7C\uFF9E")).containsExactly("free", "\u30AB\u30B8");
        assertThat(body("\u0E1F\u0E23\u0E35")).contains("\u0E1F\u0E23");
    }

    @Test
    void readsWhereLinksLeadAndWhatFilesAre() throws IOException {
        assertThat(words("Content-Type: text/html; name=\"Bill.PDF.exe\"\r\n\r\n"
                        + "<a href='https://a.track.example.com/x'>one</a> <a href='https://b.example.com'>two</a> "
                        + "<a href='mailto:x@example.net'>three</a>\r\n"))
                .containsExactly("link:example.com", "file:exe", "one", "two", "three");
    }

    @Test
    void hasOnlySoMany() throws IOException {
        String many = IntStream.range(0, 5_000).mapToObj(i -> "word" + i + "x").collect(Collectors.joining(" "));
        assertThat(body(many)).hasSize(Words.MOST).contains("word0x");
        assertThat(words("Subject: " + many + "\r\n\r\nbody\r\n")).hasSize(Words.MOST);
        assertThat(body("\u4E00".repeat(30_000))).hasSize(1);
    }
}
