package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.store.SearchExpression.And;
import org.letterlock.engine.store.SearchExpression.Body;
import org.letterlock.engine.store.SearchExpression.Subject;
import org.letterlock.engine.store.SearchExpression.Text;

/** RFC 6203 §3 and §4. */
final class FuzzySearchTest {

    private static final List<String> VOCABULARY =
            List.of("help", "hello", "meeting", "invoice", "appointment", "to", "tea", "2026", "strasse", "конверт");

    @AutoClose
    private final TestStore test;

    FuzzySearchTest(@TempDir Path folder) {
        test = new TestStore(folder);
    }

    private Map<Long, Integer> rank(SearchExpression exact) {
        return test.store()
                .rank(test.inbox(), exact.fuzzily(), List.of(), SearchLimits.of(Duration.ofMinutes(1)))
                .scores();
    }

    @Test
    void takesWordsInAnyOrderAndNearSpelling() {
        test.append("INBOX", TestStore.letter("The invoice of March", "Appointment at the Straße"));
        assertThat(rank(new Subject("march INVOICE"))).containsExactly(Map.entry(1L, 100));
        assertThat(rank(new Subject("marhc invoices"))).containsExactly(Map.entry(1L, 75));
        assertThat(rank(new Text("strase march"))).containsExactly(Map.entry(1L, (60 + 100) / 2));
        assertThat(rank(new Body("apointmend"))).containsExactly(Map.entry(1L, 50));
        assertThat(rank(new Body("apoinmend"))).isEmpty();
        assertThat(rank(new Body("invoice"))).isEmpty();
    }

    @Test
    void takesNumbersAndScriptsWithoutSpacesAsTheyAre() {
        test.append("INBOX", TestStore.letter("x", "12345678 明日は東京都庁へ行きます。"));
        assertThat(rank(new Body("12345679"))).isEmpty();
        assertThat(rank(new Body("東京都 明日"))).containsExactly(Map.entry(1L, 90));
        assertThat(rank(new Body("東京府庁"))).isEmpty();
        assertThat(rank(new Body("。"))).containsExactly(Map.entry(1L, 100));
        assertThat(rank(new Body("!"))).isEmpty();
    }

    @Test
    void findsWordsWhereverSegmentsAreCut() {
        for (int shift = 0; shift < 24; shift++) {
            test.append("INBOX", TestStore.letter("x", "x".repeat(shift) + " abcdefgh".repeat(1_900) + " appointment"));
        }
        assertThat(rank(new Body("apointment"))).hasSize(24);
        assertThat(rank(new Body("abcdefg")))
                .hasSize(24)
                .allSatisfy((_, score) -> assertThat(score).isEqualTo(90));
        assertThat(rank(new Body("cdefghi"))).isEmpty();
    }

    @Test
    void isBoundedForTextWithoutEnd() {
        test.append("INBOX", TestStore.letter("x", "ab".repeat(500_000)));
        assertThat(rank(new Body("abababb " + "abcdefghijklmnop".repeat(100)))).isEmpty();
    }

    /** What is found, and how well, is what a look at every word of every letter says, indexed or not. */
    @Test
    void agreesWithALookAtEveryWord() {
        Random random = new Random(6203);
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            subjects.add(words(random, 1 + random.nextInt(4)));
            test.append("INBOX", TestStore.letter(encoded(subjects.get(i)), "body"));
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 120; i++) {
                String wanted = words(random, 1 + random.nextInt(2));
                Map<Long, Integer> expected = new LinkedHashMap<>();
                for (int at = 0; at < subjects.size(); at++) {
                    int score = score(subjects.get(at), wanted);
                    if (score > 0) {
                        expected.put(at + 1L, score);
                    }
                }
                assertThat(rank(new Subject(wanted))).as(wanted).isEqualTo(expected);
                SearchExpression both = new And(List.of(new Subject(wanted), new Subject(wanted)));
                assertThat(rank(both)).as(wanted).isEqualTo(expected);
            }
            test.store().settle();
        }
    }

    private static String encoded(String text) {
        return "=?utf-8?B?"
                + java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "?=";
    }

    private static String words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder word = new StringBuilder(VOCABULARY.get(random.nextInt(VOCABULARY.size())));
            for (int changes = random.nextInt(4); changes > 0 && !word.isEmpty(); changes--) {
                int at = random.nextInt(word.length());
                switch (random.nextInt(4)) {
                    case 0 -> word.deleteCharAt(at);
                    case 1 -> word.insert(at, 'e');
                    case 2 -> word.setCharAt(at, 'o');
                    default -> word.append(word.charAt(at)).deleteCharAt(at);
                }
            }
            words.add(word.isEmpty() ? "e" : word.toString());
        }
        return String.join(" ", words);
    }

    private static int score(String subject, String wanted) {
        List<String> words = List.of(wanted.split(" ")).stream().distinct().toList();
        int sum = 0;
        for (String word : words) {
            int best = 0;
            for (String there : List.of(subject.split(" "))) {
                best = Math.max(best, score(word, there, subject));
            }
            if (best == 0) {
                return 0;
            }
            sum += best;
        }
        return sum / words.size();
    }

    private static int score(String word, String there, String subject) {
        if (there.equals(word)) {
            return 100;
        }
        if (there.contains(word)) {
            return 90;
        }
        int length = word.length();
        if (subject.contains(word) || length < 4 || word.chars().anyMatch(Character::isDigit)) {
            return 0;
        }
        List<String> pieces;
        if (length < 6) {
            pieces = List.of(word.substring(0, 3), word.substring(length - 3));
        } else if (length < 9) {
            pieces = List.of(word.substring(0, length / 2), word.substring(length / 2));
        } else {
            int third = length / 3;
            pieces = List.of(word.substring(0, third), word.substring(third, third * 2), word.substring(third * 2));
        }
        int off = off(word, there);
        if (pieces.stream().noneMatch(there::contains) || off > (length < 9 ? 1 : 2)) {
            return 0;
        }
        return off == 1 ? 75 : 50;
    }

    /** Letter by letter from the end. */
    private static int off(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.length() + other.length();
        }
        if (Math.abs(one.length() - other.length()) > 2) {
            return 3;
        }
        int[][] off = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    off[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                off[i][j] = Math.min(off[i - 1][j - 1] + (same ? 0 : 1), Math.min(off[i - 1][j], off[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    off[i][j] = Math.min(off[i][j], off[i - 2][j - 2] + 1);
                }
            }
        }
        return off[one.length()][other.length()];
    }
}
