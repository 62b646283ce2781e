package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.NewMessage;

/** RFC 5256 §3. */
final class SortingTest {

    private static final String[] SUBJECTS = {"apple", "Re: Apple", "[x] äpfel", "ÄPFEL", "pear", "Fwd: _", "", "ｐｅａｒ"};

    @AutoClose
    private final TestStore test;

    SortingTest(@TempDir Path folder) {
        test = new TestStore(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            31 Dec 2000 16:01:33 -0800          | 2001-01-01T00:01:33Z
            Sun, 31 Dec 2000 16:01 +0530        | 2000-12-31T10:31:00Z
            31 Dec 2000 16:01:33 EST            | 2000-12-31T21:01:33Z
            31 Dec 2000 16:01:33 (comment)      | 2000-12-31T16:01:33Z
            31 Dec 2000 16:01:33 +9999          | 2000-12-31T16:01:33Z
            31 Dec 2000 23:59:60 GMT            | 2000-12-31T23:59:59Z
            31 Dec 2000 25:01:33 -0800          | 2000-12-31T00:00:00Z
            31 Dec 2000                         | 2000-12-31T00:00:00Z
            1 Jan 49 01:02:03 Z                 | 2049-01-01T01:02:03Z
            """)
    void readsSentDates(String field, Instant moment) {
        assertThat(SentDate.moment(field)).contains(moment);
    }

    @Test
    void findsNoSentDateInNonsense() {
        assertThat(SentDate.moment("32 Dec 2000 10:00:00 +0000")).isEmpty();
        assertThat(SentDate.moment("yesterday")).isEmpty();
    }

    @Test
    void ordersTextAsSearchCompares() {
        assertThat(Folding.collationKey("Straße")).isEqualTo(Folding.collationKey("STRASSE"));
        assertThat(Folding.collationKey("ｐｅａｒ")).isEqualTo(Folding.collationKey("Pear"));
        assertThat(Folding.collationKey("ǆ")).isEqualTo("DZ\u030C".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        // As capitals: the underscore comes behind all letters.
        assertThat(Arrays.compareUnsigned(Folding.collationKey("z"), Folding.collationKey("_")))
                .isNegative();
        assertThat(Arrays.compareUnsigned(Folding.collationKey("Ä"), Folding.collationKey("b")))
                .isNegative();
    }

    /** What is placed among sorted ones stands where sorting all of them puts it; those that are gone keep their place. */
    @Test
    void placesWhatComesWhereSortingPutsIt() {
        Random random = new Random(5267);
        for (int i = 0; i < 80; i++) {
            String subject = SUBJECTS[random.nextInt(SUBJECTS.length)];
            test.append("INBOX", "Subject: " + subject + "\r\n\r\n" + "x".repeat(random.nextInt(3)));
        }
        SearchLimits limits = SearchLimits.of(Duration.ofMinutes(1));
        for (int round = 0; round < 40; round++) {
            List<SortCriterion> criteria = List.of(
                    new SortCriterion(SortCriterion.Key.SUBJECT, round % 2 == 0),
                    new SortCriterion(SortCriterion.Key.SIZE, round % 3 == 0));
            int share = 1 + random.nextInt(20);
            UidSet added = UidSet.of(random.longs(share, 1, 81).toArray());
            long[] all = test.store().sort(test.inbox(), new SearchExpression.All(), criteria, limits);
            long[] others =
                    Arrays.stream(all).filter(uid -> !added.contains(uid)).toArray();
            assertThat(test.store().place(test.inbox(), others, added, criteria, limits))
                    .containsExactly(all);
            assertThat(test.store().place(test.inbox(), new long[0], added, criteria, limits))
                    .containsExactly(Arrays.stream(all).filter(added::contains).toArray());
        }
    }

    @Test
    void placesWhatComesAmongThoseThatAreGone() {
        for (String subject : List.of("b", "d", "f", "c", "e", "a", "g")) {
            test.append("INBOX", "Subject: " + subject + "\r\n\r\n");
        }
        List<SortCriterion> criteria = List.of(new SortCriterion(SortCriterion.Key.SUBJECT, false));
        SearchLimits limits = SearchLimits.of(Duration.ofMinutes(1));
        test.store().remove(test.inbox(), UidSet.of(2, 4));
        long[] placed = test.store().place(test.inbox(), new long[] {1, 2, 3}, UidSet.of(4, 5, 6, 7), criteria, limits);
        assertThat(Arrays.stream(placed).filter(uid -> uid != 2)).containsExactly(6L, 1L, 5L, 3L, 7L);
        assertThat(Arrays.stream(placed).filter(uid -> uid < 4)).containsExactly(1L, 2L, 3L);
        test.store().remove(test.inbox(), UidSet.of(1, 3));
        assertThat(test.store().place(test.inbox(), new long[] {1, 2, 3}, UidSet.of(5, 6), criteria, limits))
                .containsExactlyInAnyOrder(1, 2, 3, 5, 6);
    }

    /** Every pair of criteria against a sort that is written as the RFC says it. */
    @Test
    void sortsAsAModelDoes() {
        Random random = new Random(5256);
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Letter letter = new Letter(
                    i + 1,
                    SUBJECTS[random.nextInt(SUBJECTS.length)],
                    "a" + random.nextInt(4),
                    random.nextInt(3),
                    random.nextInt(5),
                    random.nextInt(6));
            letters.add(letter);
            test.store().append(test.inbox(), List.of(letter.message()));
        }
        List<SortCriterion> all = new ArrayList<>();
        for (SortCriterion.Key key : List.of(
                SortCriterion.Key.ARRIVAL,
                SortCriterion.Key.DATE,
                SortCriterion.Key.FROM,
                SortCriterion.Key.SIZE,
                SortCriterion.Key.SUBJECT)) {
            all.add(new SortCriterion(key, false));
            all.add(new SortCriterion(key, true));
        }
        for (SortCriterion first : all) {
            for (SortCriterion second : all) {
                long[] sorted = sort(List.of(first, second));
                long[] expected = letters.stream()
                        .sorted(Letter.by(first).thenComparing(Letter.by(second)))
                        .mapToLong(Letter::uid)
                        .toArray();
                assertThat(sorted).as(first + " " + second).containsExactly(expected);
            }
        }
    }

    @Test
    void sortsWhatIsFoundAlone() {
        test.append("INBOX", TestStore.letter("b", "one"));
        test.append("INBOX", TestStore.letter("c", "two"));
        test.append("INBOX", TestStore.letter("a", "one"));
        assertThat(test.store()
                        .sort(
                                test.inbox(),
                                new SearchExpression.Body("one"),
                                List.of(new SortCriterion(SortCriterion.Key.SUBJECT, false)),
                                SearchLimits.of(Duration.ofMinutes(1))))
                .containsExactly(3, 1);
    }

    @Test
    void endsWhenItsTimeIsOver() {
        test.append("INBOX", TestStore.letter("b", "one"));
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> test.store()
                        .sort(
                                test.inbox(),
                                new SearchExpression.All(),
                                List.of(new SortCriterion(SortCriterion.Key.SUBJECT, false)),
                                SearchLimits.of(Duration.ofNanos(1))))
                .extracting(DatabaseException::reason)
                .isEqualTo(DatabaseException.Reason.INTERRUPTED);
    }

    private long[] sort(List<SortCriterion> criteria) {
        return test.store()
                .sort(test.inbox(), new SearchExpression.All(), criteria, SearchLimits.of(Duration.ofMinutes(1)));
    }

    private record Letter(long uid, String subject, String from, int day, int arrival, int size) {

        NewMessage message() {
            String date = day == 0 ? "" : "Date: " + day + " Jan 2026 10:00:00 +0000\r\n";
            return new NewMessage(
                    TestStore.octets("From: x <" + from + "@b" + (9 - from.charAt(1)) + ">\r\nSubject: " + subject
                            + "\r\n" + date + "\r\n" + "x".repeat(size)),
                    Set.of(),
                    received());
        }

        private Instant received() {
            return Instant.parse("2026-01-02T00:00:00Z").plusSeconds(arrival * 20_000L);
        }

        private Instant sent() {
            return day == 0 ? received() : Instant.parse("2026-01-01T10:00:00Z").plusSeconds((day - 1) * 86_400L);
        }

        private String base() {
            String bare = subject.replaceFirst("^(Re|Fwd): ", "").replaceFirst("^\\[x] ", "");
            return bare.equals("ｐｅａｒ") ? "PEAR" : bare.toUpperCase(Locale.ROOT).replace("Ä", "A\u0308");
        }

        private long octets() {
            return message().content().length();
        }

        static Comparator<Letter> by(SortCriterion criterion) {
            Comparator<Letter> order = switch (criterion.key()) {
                case ARRIVAL -> Comparator.comparing(Letter::received);
                case DATE -> Comparator.comparing(Letter::sent);
                case FROM -> Comparator.comparing(Letter::from);
                case SIZE -> Comparator.comparingLong(Letter::octets);
                case SUBJECT -> Comparator.comparing(Letter::base);
                case CC, TO, DISPLAYFROM, DISPLAYTO, RELEVANCY -> throw new AssertionError(criterion);
            };
            return criterion.reverse() ? order.reversed() : order;
        }
    }
}
