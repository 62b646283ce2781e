package org.letterlock.engine.dmarcreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.delivery.LetterQueue;
import org.letterlock.engine.delivery.LetterSigner;
import org.letterlock.engine.delivery.ReportLetter;
import org.letterlock.engine.delivery.ReportPost;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dmarc.DmarcPolicy;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.dmarc.ReportTargets;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.queue.Gathering;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.ReportDay;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.report.DmarcReport.Disposition;
import org.letterlock.engine.report.Reading;
import org.letterlock.engine.report.ReportReader;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Telling others of letters in their names, with a real queue. */
final class DmarcReportingTest {

    private static final DomainName US = new DomainName("example.test");
    private static final DomainName THERE = new DomainName("example.org");
    private static final SigningKey.Fresh KEY =
            SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private final List<String> logged = new ArrayList<>();
    private FakeDns dns = new FakeDns().txt("_dmarc.example.org", "v=DMARC1; p=reject; rua=mailto:dmarc@example.org");
    private boolean on = true;
    private MailQueue queue;
    private DmarcReporting reporting;

    @BeforeEach
    void open() {
        queue = new MailQueue(folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), clock);
        make();
    }

    private void make() {
        LetterSigner signer = new LetterSigner(
                domain -> List.of(SigningKey.of(domain, "s1", SignatureAlgorithm.ED25519_SHA256, KEY.privateKey())),
                clock);
        reporting = new DmarcReporting(
                new DmarcReporting.Subject(queue.dmarcTally(), () -> on, US::equals, () -> Optional.of(US)),
                new ReportTargets(dns),
                new ReportPost(new ReportLetter(signer, clock, new SecureRandom()), LetterQueue.of(queue)),
                (kind, connection, detail) -> logged.add(kind + " " + detail),
                clock);
    }

    @AfterEach
    void close() {
        reporting.close();
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private void restart() {
        reporting.close();
        queue.close();
        open();
    }

    private static PublishedPolicy policy(DmarcPolicy own) {
        return new PublishedPolicy(THERE, own, DmarcPolicy.QUARANTINE, DmarcPolicy.REJECT, true, false, true);
    }

    private static DmarcFeedback.Kind kind(String source, boolean passes) {
        return new DmarcFeedback.Kind(
                source,
                passes ? Disposition.NONE : Disposition.QUARANTINE,
                passes,
                false,
                !passes,
                new DomainName("news.example.org"),
                passes ? Optional.of(THERE) : Optional.empty(),
                passes ? List.of(new DmarcFeedback.Signature(THERE, "s<1>", "pass")) : List.of(),
                "softfail");
    }

    private void came(String source, boolean passes) {
        reporting.accept(new DmarcTally.Letter(policy(DmarcPolicy.REJECT), kind(source, passes)));
    }

    private void dayAfter(Duration later) {
        clock.set(Instant.parse("2026-11-23T00:00:00Z").plus(later));
    }

    private Optional<Consignment> letter(DomainName to) {
        return queue.claim(to, clock.instant(), 10);
    }

    private static String text(Consignment letter) throws IOException {
        return new String(letter.content().open().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static String xml(String letter) throws IOException {
        String part = letter.substring(letter.indexOf(".xml.gz\"\r\n\r\n") + 12);
        byte[] packed = Base64.getMimeDecoder().decode(part.substring(0, part.indexOf("\r\n--")));
        return new String(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void writesOneSignedLetterWithinFourHoursOfTheNextDay() throws IOException {
        came("192.0.2.1", true);
        came("2001:db8:0:0:0:0:0:1", false);
        came("192.0.2.1", true);
        reporting.tend();
        dayAfter(Duration.ofSeconds(-1));
        reporting.tend();
        assertThat(letter(THERE)).isEmpty();
        restart();
        dayAfter(Duration.ofHours(4));
        reporting.tend();
        Consignment letter = letter(THERE).orElseThrow();
        assertThat(letter.from().address()).isEmpty();
        assertThat(letter.recipients())
                .singleElement()
                .satisfies(to -> assertThat(to.address()).hasToString("dmarc@example.org"));
        assertThat(text(letter))
                .contains(
                        "\r\nFrom: <mail-reports@example.test>\r\nTo: <dmarc@example.org>\r\n",
                        "\r\nSubject: Report Domain: example.org\r\n Submitter: example.test\r\n"
                                + " Report-ID: <2026-11-22.example.org@example.test>\r\n",
                        "\r\nContent-Type: application/gzip\r\n",
                        "filename=\"example.test!example.org!1795305600!1795391999.xml.gz\"")
                .doesNotContain("TLS-");
        assertThat(text(letter).lines()).allMatch(line -> line.length() <= 998);
        assertThat(xml(text(letter)))
                .contains(
                        "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\"><version>1.0</version><report_metadata>"
                                + "<org_name>example.test</org_name><email>postmaster@example.test</email>"
                                + "<report_id>2026-11-22.example.org@example.test</report_id>"
                                + "<date_range><begin>1795305600</begin><end>1795391999</end></date_range>",
                        "<policy_published><domain>example.org</domain><discovery_method>treewalk</discovery_method>"
                                + "<p>reject</p><sp>quarantine</sp><np>reject</np><adkim>s</adkim><aspf>r</aspf>"
                                + "<testing>y</testing></policy_published>",
                        "<record><row><source_ip>192.0.2.1</source_ip><count>2</count><policy_evaluated>"
                                + "<disposition>pass</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>"
                                + "<identifiers><header_from>news.example.org</header_from>"
                                + "<envelope_from>example.org</envelope_from></identifiers><auth_results><dkim>"
                                + "<domain>example.org</domain><selector>s&lt;1&gt;</selector><result>pass</result></dkim>"
                                + "<spf><domain>example.org</domain><scope>mfrom</scope><result>softfail</result></spf>"
                                + "</auth_results></record>",
                        "<record><row><source_ip>2001:db8:0:0:0:0:0:1</source_ip><count>1</count><policy_evaluated>"
                                + "<disposition>quarantine</disposition><dkim>fail</dkim><spf>fail</spf>"
                                + "<reason><type>policy_test_mode</type></reason></policy_evaluated></row>"
                                + "<identifiers><header_from>news.example.org</header_from>"
                                + "<envelope_from></envelope_from></identifiers><auth_results></auth_results></record>");
        FakeDns keys = new FakeDns().txt("s1._domainkey.example.test", KEY.record());
        byte[] octets = letter.content().open().readAllBytes();
        int body = new String(octets, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
        assertThat(new DkimVerifier(keys, clock).verify(HeaderFields.parse(octets), letter.content(), body))
                .singleElement()
                .satisfies(result -> assertThat(result.passes()).isTrue());
        Reading.Read read = (Reading.Read)
                new ReportReader(ReportReader.Limits.DEFAULT).read(letter.content(), true, ReportReader.Wanted.ALL);
        assertThat(((DmarcReport) read.report()).rows())
                .extracting(DmarcReport.Row::passes, DmarcReport.Row::letters)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(true, 2L), org.assertj.core.groups.Tuple.tuple(false, 1L));
        reporting.tend();
        assertThat(letter(THERE)).isEmpty();
        assertThat(logged).containsExactly("REPORTED DMARC report of 2026-11-22 to dmarc@example.org");
    }

    @Test
    void tellsOfThePolicyThatWasSeenLast() throws IOException {
        came("192.0.2.1", true);
        reporting.tend();
        reporting.accept(new DmarcTally.Letter(policy(DmarcPolicy.NONE), kind("192.0.2.1", true)));
        dayAfter(Duration.ofHours(4));
        reporting.tend();
        assertThat(xml(text(letter(THERE).orElseThrow()))).contains("<p>none</p>", "<count>2</count>");
    }

    @Test
    void sendsNothingThatIsTooLongOrThatNobodyElsewhereAgreedTo() {
        dns = new FakeDns()
                .txt(
                        "_dmarc.example.org",
                        "v=DMARC1; p=none; rua=mailto:a@example.org!100,mailto:b@example.net,mailto:c@victim.example")
                .txt("example.org._report._dmarc.example.net", "v=DMARC1");
        restart();
        came("192.0.2.1", true);
        dayAfter(Duration.ofHours(4));
        reporting.tend();
        assertThat(queue.waitingCount()).isEqualTo(1);
        assertThat(letter(new DomainName("example.net"))).isPresent();
    }

    @Test
    void triesAgainWhereTheDnsDoesNotTellAndGivesUpAfterADay() {
        dns = new FakeDns().failing("_dmarc.example.org");
        restart();
        came("192.0.2.1", true);
        dayAfter(Duration.ofHours(4));
        reporting.tend();
        assertThat(queue.dmarcTally().days().before(LocalDate.MAX, Optional.empty(), 10))
                .hasSize(1);
        dayAfter(Duration.ofHours(29));
        reporting.tend();
        assertThat(queue.dmarcTally().days().before(LocalDate.MAX, Optional.empty(), 10))
                .isEmpty();
        assertThat(queue.waitingCount()).isZero();
    }

    /** One whose name servers are silent for an hour keeps the others waiting for no more than that. */
    @Test
    void goesOnTheNextTimeBehindTheOneThatTookAllTheTime() {
        Runnable anHour = () -> clock.advance(Duration.ofHours(1));
        dns = new FakeDns()
                .failing("_dmarc.a.example", anHour)
                .failing("_dmarc.b.example", anHour)
                .txt("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:dmarc@example.org");
        restart();
        for (String domain : List.of("a.example", "b.example", "example.org")) {
            reporting.accept(new DmarcTally.Letter(
                    new PublishedPolicy(
                            new DomainName(domain),
                            DmarcPolicy.NONE,
                            DmarcPolicy.NONE,
                            DmarcPolicy.NONE,
                            false,
                            false,
                            false),
                    kind("192.0.2.1", true)));
        }
        dayAfter(Duration.ofHours(4));
        reporting.tend();
        assertThat(clock.instant()).isEqualTo("2026-11-23T05:00:00Z");
        reporting.tend();
        assertThat(letter(THERE)).as("the second took its hour").isEmpty();
        reporting.tend();
        assertThat(letter(THERE)).isPresent();
        reporting.tend();
        assertThat(clock.instant()).as("from the beginning again").isEqualTo("2026-11-23T07:00:00Z");
    }

    @Test
    void tellsNothingMoreWhenItIsToEnd() {
        came("192.0.2.1", true);
        dayAfter(Duration.ofHours(4));
        Thread.currentThread().interrupt();
        try {
            reporting.tend();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(letter(THERE)).isEmpty();
        reporting.tend();
        assertThat(letter(THERE)).isPresent();
    }

    @Test
    void countsNothingWhileItIsOffAndForgetsWhatWasCounted() {
        came("192.0.2.1", true);
        reporting.tend();
        assertThat(queue.dmarcTally().days().before(LocalDate.MAX, Optional.empty(), 10))
                .hasSize(1);
        on = false;
        came("192.0.2.2", true);
        reporting.tend();
        on = true;
        reporting.tend();
        assertThat(queue.dmarcTally().days().before(LocalDate.MAX, Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void tellsOurOwnDomainsNothing() {
        reporting.accept(new DmarcTally.Letter(
                new PublishedPolicy(US, DmarcPolicy.NONE, DmarcPolicy.NONE, DmarcPolicy.NONE, false, false, false),
                kind("192.0.2.1", false)));
        reporting.tend();
        assertThat(queue.dmarcTally().days().before(LocalDate.MAX, Optional.empty(), 10))
                .isEmpty();
    }

    /** What strangers choose, such as sources and selectors, fills neither memory nor the file. */
    @Test
    void isBounded() {
        for (int i = 0; i < Gathering.MOST + 10; i++) {
            came("2001:db8:0:0:0:0:0:" + Integer.toHexString(i), false);
        }
        reporting.tend();
        ReportDay due = queue.dmarcTally()
                .days()
                .before(LocalDate.MAX, Optional.empty(), 10)
                .getFirst();
        assertThat(queue.dmarcTally().of(due)).hasSize(250);
    }
}
