package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.SearchExpression.AddressField;
import org.letterlock.engine.store.SearchExpression.All;
import org.letterlock.engine.store.SearchExpression.And;
import org.letterlock.engine.store.SearchExpression.Body;
import org.letterlock.engine.store.SearchExpression.Comparison;
import org.letterlock.engine.store.SearchExpression.Field;
import org.letterlock.engine.store.SearchExpression.HasFlag;
import org.letterlock.engine.store.SearchExpression.Header;
import org.letterlock.engine.store.SearchExpression.LargerThan;
import org.letterlock.engine.store.SearchExpression.ModifiedSince;
import org.letterlock.engine.store.SearchExpression.Not;
import org.letterlock.engine.store.SearchExpression.Or;
import org.letterlock.engine.store.SearchExpression.Received;
import org.letterlock.engine.store.SearchExpression.ReceivedAfter;
import org.letterlock.engine.store.SearchExpression.Sent;
import org.letterlock.engine.store.SearchExpression.SmallerThan;
import org.letterlock.engine.store.SearchExpression.Subject;
import org.letterlock.engine.store.SearchExpression.Text;
import org.letterlock.engine.store.SearchExpression.Uids;

/** Searching, with text indexed and not yet indexed. */
class SearchTest {

    @TempDir
    Path folder;

    private TestStore test;

    @BeforeEach
    void create() {
        test = new TestStore(folder);
        test.append("INBOX", TestStore.letter("Straße nach Köln", "The quick \"brown\" fox AND more"), Flag.SEEN);
        test.append("INBOX", TestStore.letter("=?UTF-8?B?5p2x5Lqs44Gr6KGM44GP?=", "明日は東京都庁へ行きます。"), new Flag("$Work"));
        test.append("INBOX", TestStore.letter("Привет", "Съешь ещё этих мягких французских булок"));
        test.append("INBOX", TestStore.letter("会议", "我们明天在北京开会"));
        test.append("INBOX", "From: other\r\n\r\n" + "word ".repeat(20_000) + "needle in a haystack");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private long[] find(SearchExpression expression) {
        long[] found = test.search("INBOX", expression);
        test.store().settle();
        assertThat(test.search("INBOX", expression)).isEqualTo(found);
        return found;
    }

    @Test
    void findsFieldsAgainInHeadersThatWereLookedAt() {
        Random random = new Random(5);
        Map<String, List<Long>> having = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder letter = new StringBuilder();
            Set<String> names = new TreeSet<>();
            for (int field = random.nextInt(40); field > 0; field--) {
                String name = "X-" + random.nextInt(60);
                names.add(name);
                letter.append(random.nextBoolean() ? name : name.toLowerCase(Locale.ROOT))
                        .append(": some value\r\n");
            }
            // A header of more than a piece, and of more than is looked at.
            letter.append(i % 50 == 7 ? "Long: " + ("x".repeat(900) + "\r\n ").repeat(i * 2) + "\r\n" : "");
            letter.append(i % 50 == 7 && i < 150 ? "X-Late: value\r\n" : "").append("\r\ntext\r\n");
            long uid = test.append("INBOX", letter.toString());
            names.forEach(
                    name -> having.computeIfAbsent(name, n -> new ArrayList<>()).add(uid));
            if (i % 50 == 7 && i < 150) {
                having.computeIfAbsent("X-Late", n -> new ArrayList<>()).add(uid);
            }
        }
        for (int again = 0; again < 2; again++) {
            having.forEach((name, uids) -> assertThat(test.search("INBOX", new Header(name, "VALUE")))
                    .as(name)
                    .containsExactly(uids.stream().mapToLong(Long::longValue).toArray()));
            assertThat(test.search("INBOX", new Header("X-None", ""))).isEmpty();
        }
    }

    @Test
    void findsPartsOfWordsInAnyScript() {
        assertThat(find(new Body("QUICK"))).containsExactly(1);
        assertThat(find(new Body("京都"))).containsExactly(2);
        assertThat(find(new Body("東京都庁"))).containsExactly(2);
        assertThat(find(new Body("明"))).containsExactly(2, 4);
        assertThat(find(new Body("ФРАНЦУЗ"))).containsExactly(3);
        assertThat(find(new Body("在北京开"))).containsExactly(4);
        assertThat(find(new Body("needle in a"))).containsExactly(5);
        assertThat(find(new Body("nowhere"))).isEmpty();
    }

    @Test
    void disregardsCaseAndVariants() {
        assertThat(find(new Subject("STRASSE"))).containsExactly(1);
        assertThat(find(new Subject("köLN"))).containsExactly(1);
        assertThat(find(new Subject("東京に"))).containsExactly(2);
        assertThat(find(new Subject("ｋöln"))).containsExactly(1);
    }

    @Test
    void takesQuotesAndWordsOfTheIndexAsText() {
        assertThat(find(new Body("\"brown\" fox and"))).containsExactly(1);
        assertThat(find(new Body("fox\" OR \"a"))).isEmpty();
        assertThat(find(new Body("*"))).isEmpty();
        assertThat(find(new Body("%"))).isEmpty();
        assertThat(find(new Body(""))).hasSize(5);
    }

    @Test
    void keepsFieldsApart() {
        assertThat(find(new Body("Köln"))).isEmpty();
        assertThat(find(new Text("Köln"))).containsExactly(1);
        assertThat(find(new AddressField(Field.FROM, "anna@"))).containsExactly(1, 2, 3, 4);
        assertThat(find(new AddressField(Field.TO, "anna@"))).isEmpty();
        assertThat(find(new AddressField(Field.CC, "a"))).isEmpty();
    }

    @Test
    void findsWhatIsLongerThanSegmentsShare() {
        assertThat(find(new Body("word ".repeat(100) + "needle"))).containsExactly(5);
        assertThat(find(new Body("needle" + "word ".repeat(100)))).isEmpty();
    }

    @Test
    void looksIntoHeaders() {
        assertThat(find(new Header("subject", "東京"))).containsExactly(2);
        assertThat(find(new Header("Content-Type", ""))).containsExactly(1, 2, 3, 4);
        String id = test.fetchOne("INBOX", 3, AccountStore.Want.ENVELOPE)
                .envelope()
                .orElseThrow()
                .messageId()
                .orElseThrow();
        assertThat(find(new Header("message-id", id))).containsExactly(3);
        assertThat(find(new Header("message-id", "<nothing@here>"))).isEmpty();
    }

    @Test
    void joinsConditions() {
        Subject subject = new Subject("会议");
        assertThat(find(new All())).hasSize(5);
        assertThat(find(new Not(subject))).containsExactly(1, 2, 3, 5);
        assertThat(find(new Or(subject, new HasFlag(Flag.SEEN)))).containsExactly(1, 4);
        assertThat(find(new And(List.of(new Body("明"), new Not(new HasFlag(new Flag("$work")))))))
                .containsExactly(4);
        assertThat(find(new And(List.of()))).hasSize(5);
        assertThat(find(new HasFlag(new Flag("$unknown")))).isEmpty();
    }

    @Test
    void comparesNumbersAndDates() {
        assertThat(find(new LargerThan(10_000))).containsExactly(5);
        assertThat(find(new SmallerThan(10_000))).containsExactly(1, 2, 3, 4);
        LocalDate day = LocalDate.of(2026, 3, 1);
        assertThat(find(new Received(Comparison.ON, day))).hasSize(5);
        assertThat(find(new Received(Comparison.BEFORE, day))).isEmpty();
        assertThat(find(new Received(Comparison.SINCE, day.plusDays(1)))).isEmpty();
        LocalDate sent = LocalDate.of(2026, 2, 28);
        assertThat(find(new Sent(Comparison.ON, sent))).containsExactly(1, 2, 3, 4);
        assertThat(find(new Sent(Comparison.BEFORE, sent.plusDays(1)))).containsExactly(1, 2, 3, 4);
        assertThat(find(new Not(new Sent(Comparison.SINCE, sent)))).containsExactly(5);
        assertThat(find(new ReceivedAfter(Instant.parse("2026-03-01T12:00:00Z"))))
                .hasSize(5);
        assertThat(find(new ReceivedAfter(Instant.parse("2026-03-01T12:00:01Z"))))
                .isEmpty();
        ModSeq last = test.fetchOne("INBOX", 5).modSeq();
        assertThat(find(new ModifiedSince(last))).containsExactly(5);
    }

    @Test
    void takesSetsOfAnySize() {
        assertThat(find(new Uids(TestStore.set(2, 4, 99)))).containsExactly(2, 4);
        assertThat(find(new Uids(UidSet.EMPTY))).isEmpty();
        UidSet odd = UidSet.of(LongStream.range(0, 5000).map(i -> 2 * i + 1).toArray());
        assertThat(find(new Uids(odd))).containsExactly(1, 3, 5);
    }

    @Test
    void forgetsTheTextOfWhatIsGone() {
        test.store().settle();
        test.store()
                .changeFlags(
                        test.inbox(),
                        TestStore.set(1, 5),
                        AccountStore.FlagChange.ADD,
                        Set.of(Flag.DELETED),
                        java.util.Optional.empty());
        test.store().expunge(test.inbox(), java.util.Optional.empty());
        assertThat(find(new Text("quick"))).isEmpty();
        test.store()
                .append(
                        test.inbox(),
                        List.of(new NewMessage(TestStore.octets("\r\nquick"), Set.of(), TestStore.RECEIVED)));
        assertThat(find(new Text("quick"))).containsExactly(6);
    }
}
