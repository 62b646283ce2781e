package org.letterlock.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Opinion;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.Provenance.Clue;

/** What is thought of letters before anything was learned. */
final class JudgeTest {

    private static final String REST = "Date: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n";

    private static Reading read(String letter) throws IOException {
        return Reading.of(Octets.of(letter.getBytes(StandardCharsets.UTF_8)));
    }

    private static Reading from(String author) throws IOException {
        return read("From: " + author + "\r\n" + REST + "\r\nbody\r\n");
    }

    private static Reading html(String body) throws IOException {
        return read(
                "From: a@example.org\r\n" + REST + "Content-Type: text/html; charset=utf-8\r\n\r\n" + body + "\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "Ann <ann@example.org> |",
                "ann@example.org |",
                "Ann ann@example.org <ann@example.org> |",
                "\"ann@mail.example.org\" <bounce@news.example.org> |",
                "\"support@bank.example\" <x@evil.example> | NAME_SHOWS_ADDRESS",
                "=?utf-8?q?support=40bank.example?= <x@evil.example> | NAME_SHOWS_ADDRESS",
                "\"ann@example.org via Friends\" <friends@lists.example.net> |",
                "\"Cats @ home\" <x@example.org> |",
                "\"Team @work\" <x@example.org> |",
                "Bank <x@xn--80ak6aa92e.com> | LOOKALIKE_AUTHOR",
                "Bank <x@xn--pypal-4ve.com> | LOOKALIKE_AUTHOR",
                "\u041F\u043E\u0447\u0442\u0430 <x@xn--80a1acny.xn--p1ai> |",
                "\u65E5\u672C <x@xn--wgv71a119e.jp> |",
                "B\u00FCcher <x@xn--bcher-kva.example> |"
            })
    void looksAtTheAuthor(String author, String signs) throws IOException {
        assertThat(Judge.signs(from(author))).isEqualTo(reasons(signs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "https://example.org/a | our page |",
                "https://www.example.org/a | example.org |",
                "https://shop.example.co.uk/ | www.example.co.uk |",
                "https://evil.example.co.uk/ | https://bank.co.uk/login | LINK_ELSEWHERE",
                "https://evil.example/bank.com | www.bank.com | LINK_ELSEWHERE",
                "https://evil.example/ | http://bank.com/login | LINK_ELSEWHERE",
                "http://bank.com@evil.example/ | https://bank.com/ | LINK_ELSEWHERE",
                "https://evil.example/ | bank.com | LINK_ELSEWHERE",
                "https://nodejs.example/ | Node.js |",
                "https://docs.example/ | README.md |",
                "https://example.org/ | See www. for more |",
                "mailto:x@evil.example | www.bank.com |",
                "#part | www.bank.com |",
                "http://203.0.113.9/pay | pay | LINK_TO_NUMBER",
                "http://0xcb007109/pay | pay | LINK_TO_NUMBER",
                "http://3405803785/pay | pay | LINK_TO_NUMBER",
                "http://[2001:db8::1]/pay | pay | LINK_TO_NUMBER",
                "http://203.0.113.9:8080/ | https://bank.com/ | LINK_TO_NUMBER LINK_ELSEWHERE",
                "https://xn--80ak6aa92e.com/ | sign in | LOOKALIKE_LINK",
                "https://\u0430\u0440\u0440\u04CF\u0435.com/ | sign in | LOOKALIKE_LINK",
                "https://xn--80a1acny.xn--p1ai/ | sign in |",
                "https:// | www.bank.com | LINK_ELSEWHERE",
                "https://// | x |"
            })
    void looksAtLinks(String target, String text, String signs) throws IOException {
        assertThat(Judge.signs(html("<p><a href=\"" + target + "\">" + text + "</a></p>")))
                .isEqualTo(reasons(signs));
    }

    @Test
    void looksAtFieldsThatAreMissingOrStandTwice() throws IOException {
        assertThat(Judge.signs(read("From: a@example.org\r\n\r\nx\r\n")))
                .containsExactly(Reason.NO_DATE, Reason.NO_MESSAGE_ID);
        assertThat(Judge.signs(read("From: a@example.org\r\nsubject: 1\r\nSubject: 2\r\n" + REST + "\r\nx\r\n")))
                .containsExactly(Reason.REPEATED_FIELD);
        assertThat(Judge.signs(read("From: a@example.org\r\nReceived: 1\r\nReceived: 2\r\n" + REST + "\r\nx\r\n")))
                .isEmpty();
    }

    private static Set<Reason> reasons(String words) {
        return words == null
                ? Set.of()
                : Arrays.stream(words.split(" ", -1)).map(Reason::valueOf).collect(Collectors.toSet());
    }

    /** An honest letter may bear any of them, but for those by which a domain asks for it. */
    @ParameterizedTest
    @EnumSource(Clue.class)
    void noClueButTheWishOfADomainIsEnoughByItself(Clue clue) throws IOException {
        Judgement judgement = judge(JunkLevel.NORMAL, clue);
        assertThat(judgement.isJunk()).isEqualTo(clue == Clue.DMARC_QUARANTINE || clue == Clue.OWN_DOMAIN);
    }

    @Test
    void noSignOfTheLetterIsEnoughByItself() {
        EnumSet<Reason> wishes = EnumSet.of(Reason.DMARC_QUARANTINE, Reason.OWN_DOMAIN, Reason.JUNK_WORDS);
        assertThat(EnumSet.complementOf(wishes))
                .allSatisfy(reason -> assertThat(reason.tenths()).isLessThan(JunkLevel.NORMAL.threshold()));
    }

    @Test
    void clueByClueItBecomesJunkAndSoonerWhereItIsStrict() throws IOException {
        Clue[] some = {Clue.SPF_FAIL, Clue.DMARC_FAIL, Clue.UNVOUCHED};
        assertThat(judge(JunkLevel.NORMAL, some).isJunk()).isFalse();
        assertThat(judge(JunkLevel.STRICT, some).isJunk()).isTrue();
        Clue[] more = {Clue.SPF_FAIL, Clue.DMARC_FAIL, Clue.UNVOUCHED, Clue.NO_HOST_NAME};
        assertThat(judge(JunkLevel.NORMAL, more).isJunk()).isTrue();
    }

    @Test
    void twoListsCountAndAThirdSaysNothingNew() throws IOException {
        List<DomainName> lists =
                List.of(new DomainName("a.example"), new DomainName("b.example"), new DomainName("c.example"));
        Provenance listed = new Provenance(true, Set.of(), lists);
        Judgement judgement = Judge.judge(JunkLevel.NORMAL, listed, from("a@example.org"), Experience.NONE);
        assertThat(judgement.tenths()).isEqualTo(50);
        assertThat(Judge.judge(
                                JunkLevel.NORMAL,
                                listed.with(lists.subList(0, 1)),
                                from("a@example.org"),
                                Experience.NONE)
                        .tenths())
                .isEqualTo(25);
    }

    private static Judgement judge(JunkLevel level, Clue... clues) throws IOException {
        return Judge.judge(
                level, new Provenance(true, Set.of(clues), List.of()), from("a@example.org"), Experience.NONE);
    }

    /** Whoever forges a letter of a friend or a bank has their name and takes their words. */
    @Test
    void nothingSpeaksForALetterThatItsDomainDisowns() throws IOException {
        Experience fond = ExperienceTest.of(100, 0.01, new Experience.Count(0, 9), 5);
        Provenance proven = new Provenance(true, Set.of(Clue.AUTHOR_PROVEN), List.of());
        assertThat(Judge.judge(JunkLevel.NORMAL, proven, from("a@example.org"), fond)
                        .tenths())
                .isEqualTo(-73);
        Provenance forged = new Provenance(true, Set.of(Clue.DMARC_QUARANTINE), List.of());
        assertThat(Judge.judge(JunkLevel.NORMAL, forged, from("a@example.org"), fond)
                        .tenths())
                .isEqualTo(50);
        Provenance unproven = new Provenance(true, Set.of(), List.of());
        assertThat(Judge.judge(JunkLevel.NORMAL, unproven, from("a@example.org"), fond)
                        .tenths())
                .isEqualTo(-33);
    }

    @Test
    void writesItsGroundsTheWeightiestFirst() throws IOException {
        assertThat(judge(JunkLevel.NORMAL, Clue.UNVOUCHED, Clue.SPF_FAIL).fields())
                .isEqualTo("X-Spam-Status: No, score=2.3 required=5.0\r\n\ttests=SPF_FAIL=1.5,\r\n\tUNVOUCHED=0.8\r\n");
        assertThat(judge(JunkLevel.STRICT, Clue.OWN_DOMAIN).fields())
                .isEqualTo(
                        "X-Spam-Status: Yes, score=5.0 required=3.5\r\n\ttests=OWN_DOMAIN=5.0\r\n"
                                + "X-Spam-Report:\r\n\t* 5.0 it says that one of our own domains wrote it, and it came from elsewhere\r\n");
    }

    /** What is larger than it reads is judged by its beginning, in memory that does not grow with it. */
    @Test
    void readsTheBeginningOfALargeLetter() throws IOException {
        String letter = "From: a@example.org\r\n" + REST + "\r\nfirst " + "word ".repeat(200_000) + "last\r\n";
        assertThat(read(letter).text())
                .startsWith("first word")
                .doesNotContain("last")
                .hasSizeLessThan(70_000);
    }

    /** It is a reason among others, with its own reasons, and not enough by itself. */
    @Test
    void hearsAnotherFilter() throws IOException {
        Provenance plain = new Provenance(true, Set.of(), List.of());
        Judgement some = judged(plain, 60);
        assertThat(some.tenths()).isEqualTo(45);
        assertThat(some.isJunk()).isFalse();
        assertThat(judged(plain, 9_999).tenths()).isEqualTo(45);
        assertThat(judged(plain, 12).tenths()).isEqualTo(10);
        assertThat(judged(plain, -9_999).tenths()).isEqualTo(-10);
        Judgement junk = judged(new Provenance(true, Set.of(Clue.SPF_SOFTFAIL), List.of()), 60);
        assertThat(junk.isJunk()).isTrue();
        assertThat(junk.fields())
                .contains("OTHER_FILTER=4.5", "* 4.5 another filter judged it:\r\n\t  BAYES_SPAM,\r\n\t  R_BAD\r\n");
    }

    private static Judgement judged(Provenance provenance, int tenths) throws IOException {
        return Judge.judge(
                JunkLevel.NORMAL,
                provenance.with(Optional.of(new Opinion(tenths, false, List.of("BAYES_SPAM", "R_BAD")))),
                from("a@example.org"),
                Experience.NONE);
    }
}
