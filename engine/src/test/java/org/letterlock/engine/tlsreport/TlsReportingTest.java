package org.letterlock.engine.tlsreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.http.WebServer;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Gathering;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.Reading;
import org.letterlock.engine.report.ReportReader;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;
import org.letterlock.engine.smtpclient.TlsSession;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Telling others how TLS with them went, with a real queue and a real web server. */
final class TlsReportingTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final DomainName US = new DomainName("example.test");
    private static final DomainName THERE = new DomainName("example.org");
    private static final SigningKey.Fresh KEY =
            SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
    private static final TlsReport.Policy POLICY = new TlsReport.Policy(
            TlsReport.PolicyType.STS,
            List.of("version: STSv1", "mode: testing", "mx: mx.example.org", "max_age: 604800"),
            "example.org",
            List.of("mx.example.org"));

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private final EventLoops loops = new EventLoops(1, new SecureRandom());
    private final WebServer web = new WebServer(ROOT.server("reports.example.org"));
    private final List<String> logged = new ArrayList<>();
    private FakeDns dns = new FakeDns();
    private boolean on = true;
    private MailQueue queue;
    private TlsSessions sessions;

    @BeforeEach
    void open() {
        queue = new MailQueue(folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), clock);
        sessions = new TlsSessions(queue.tlsTally(), () -> on, clock);
    }

    @AfterEach
    void close() {
        sessions.close();
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
        web.close();
        loops.close();
    }

    private void restart() {
        sessions.close();
        queue.close();
        open();
    }

    private void publish(String record) {
        dns = new FakeDns().address("reports.example.org", "127.0.0.1").txt("_smtp._tls.example.org", record);
    }

    private void happened(Optional<TlsFailure> failure) {
        sessions.accept(new TlsSession(
                THERE,
                POLICY,
                failure,
                "mx.example.org",
                Optional.of(InetAddress.ofLiteral("192.0.2.1")),
                Optional.of(InetAddress.ofLiteral("192.0.2.9"))));
    }

    private void tend() {
        HttpsClient client = new HttpsClient(
                new Connector(loops, Duration.ofSeconds(5)),
                dns,
                new HttpsClient.Reach(web.port(), _ -> true),
                TrustedRoots.of(List.of(ROOT.certificate())),
                Clock.systemUTC());
        LetterSigner signer = new LetterSigner(
                domain -> List.of(SigningKey.of(domain, "s1", SignatureAlgorithm.ED25519_SHA256, KEY.privateKey())),
                clock);
        new TlsReporting(
                        new TlsReporting.Subject(queue.tlsTally(), sessions, () -> on, () -> Optional.of(US)),
                        dns,
                        client,
                        new ReportPost(new ReportLetter(signer, clock, new SecureRandom()), LetterQueue.of(queue)),
                        (kind, connection, detail) -> logged.add(kind + " " + detail),
                        clock)
                .tend();
    }

    private void dayAfter(Duration later) {
        clock.set(Instant.parse("2026-11-23T00:00:00Z").plus(later));
    }

    private Optional<Consignment> letter() {
        return queue.claim(THERE, clock.instant(), 10);
    }

    private static String text(Consignment letter) throws IOException {
        return new String(letter.content().open().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static TlsReport expected() {
        return new TlsReport(
                "example.test",
                "2026-11-22.example.org@example.test",
                Optional.of("postmaster@example.test"),
                Instant.parse("2026-11-22T00:00:00Z"),
                Instant.parse("2026-11-22T23:59:59Z"),
                List.of(new TlsReport.PolicyResult(
                        POLICY,
                        2,
                        1,
                        List.of(new TlsReport.Failure(
                                TlsFailure.CERTIFICATE_EXPIRED,
                                Optional.of("192.0.2.9"),
                                Optional.of("mx.example.org"),
                                Optional.of("192.0.2.1"),
                                1,
                                Optional.empty(),
                                Optional.empty())))));
    }

    private void day() {
        happened(Optional.empty());
        happened(Optional.of(TlsFailure.CERTIFICATE_EXPIRED));
        happened(Optional.empty());
    }

    @Test
    void writesOneSignedLetterWithinFourHoursOfTheNextDay() throws IOException {
        publish("v=TLSRPTv1; rua=mailto:tls@example.org");
        day();
        tend();
        dayAfter(Duration.ofSeconds(-1));
        tend();
        assertThat(letter()).isEmpty();
        restart();
        dayAfter(Duration.ofHours(4));
        tend();
        Consignment letter = letter().orElseThrow();
        assertThat(letter.from().address()).isEmpty();
        assertThat(letter.tls()).isEqualTo(TlsWish.OPTIONAL);
        assertThat(letter.recipients())
                .singleElement()
                .satisfies(to -> assertThat(to.address()).hasToString("tls@example.org"));
        assertThat(text(letter))
                .contains(
                        "\r\nFrom: <mail-reports@example.test>\r\nTo: <tls@example.org>\r\n",
                        "\r\nSubject: Report Domain: example.org\r\n Submitter: example.test\r\n"
                                + " Report-ID: <2026-11-22.example.org@example.test>\r\n",
                        "\r\nTLS-Report-Domain: example.org\r\nTLS-Report-Submitter: example.test\r\nTLS-Required: No\r\n",
                        "\r\nContent-Type: multipart/report; report-type=\"tlsrpt\";\r\n",
                        "\r\nContent-Type: application/tlsrpt+gzip\r\n",
                        "filename=\"example.test!example.org!1795305600!1795391999.json.gz\"");
        assertThat(text(letter).lines()).allMatch(line -> line.length() <= 998);
        FakeDns keys = new FakeDns().txt("s1._domainkey.example.test", KEY.record());
        byte[] octets = letter.content().open().readAllBytes();
        int body = new String(octets, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
        assertThat(new DkimVerifier(keys, clock).verify(HeaderFields.parse(octets), letter.content(), body))
                .singleElement()
                .satisfies(result -> assertThat(result.passes()).isTrue());
        Reading.Read read = (Reading.Read)
                new ReportReader(ReportReader.Limits.DEFAULT).read(letter.content(), true, ReportReader.Wanted.ALL);
        assertThat(read.report()).isEqualTo(expected());
        tend();
        assertThat(letter()).isEmpty();
        assertThat(logged).containsExactly("REPORTED TLS report of 2026-11-22 to mailto:tls@example.org");
    }

    /** RFC 8460 §1.1: for DANE the policy's domain is the TLSA base domain, whoever's mail went there. */
    @Test
    void tellsTheOwnerOfATlsaBaseDomainOfItsPolicyAlone() throws IOException {
        DomainName base = new DomainName("mx.example.net");
        dns = new FakeDns()
                .txt("_smtp._tls.mx.example.net", "v=TLSRPTv1; rua=mailto:tls@example.net")
                .txt("_smtp._tls.example.org", "v=TLSRPTv1; rua=mailto:tls@example.org");
        TlsReport.Policy dane = new TlsReport.Policy(
                TlsReport.PolicyType.TLSA, List.of("3 1 1 00"), base.ascii(), List.of("mx.example.net"));
        for (DomainName destination : List.of(THERE, new DomainName("example.com"), base)) {
            sessions.accept(new TlsSession(
                    destination, dane, Optional.empty(), "mx.example.net", Optional.empty(), Optional.empty()));
        }
        happened(Optional.empty());
        dayAfter(Duration.ofHours(4));
        tend();
        assertThat(told(queue.claim(new DomainName("example.net"), clock.instant(), 10)
                        .orElseThrow()))
                .containsExactly(new TlsReport.PolicyResult(dane, 3, 0, List.of()));
        assertThat(told(letter().orElseThrow()))
                .containsExactlyInAnyOrder(
                        new TlsReport.PolicyResult(dane, 1, 0, List.of()),
                        new TlsReport.PolicyResult(POLICY, 1, 0, List.of()));
    }

    private static List<TlsReport.PolicyResult> told(Consignment letter) throws IOException {
        Reading.Read read = (Reading.Read)
                new ReportReader(ReportReader.Limits.DEFAULT).read(letter.content(), true, ReportReader.Wanted.ALL);
        return ((TlsReport) read.report()).policies();
    }

    @Test
    void tellsAWebServerAndTriesAgainForADay() throws IOException {
        publish("v=TLSRPTv1; rua=https://reports.example.org/v1/tls,mailto:tls@example.org");
        day();
        web.answer("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
        dayAfter(Duration.ofHours(4));
        tend();
        assertThat(queue.waitingCount()).isEqualTo(1);
        restart();
        web.answer("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        dayAfter(Duration.ofHours(5));
        tend();
        assertThat(queue.waitingCount()).isEqualTo(1);
        assertThat(web.requests()).hasSize(2);
        assertThat(web.requests().getLast())
                .startsWith("POST /v1/tls HTTP/1.1\r\n")
                .contains("Content-Type: application/tlsrpt+gzip\r\n");
        byte[] json = new GZIPInputStream(new ByteArrayInputStream(web.bodies().getLast())).readAllBytes();
        assertThat(new String(json, StandardCharsets.UTF_8))
                .startsWith("{\"organization-name\":\"example.test\"")
                .contains("\"result-type\":\"certificate-expired\"");
        tend();
        assertThat(web.requests()).hasSize(2);
    }

    @Test
    void givesUpADayLater() {
        publish("v=TLSRPTv1; rua=https://reports.example.org/v1/tls");
        day();
        web.answer("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
        dayAfter(Duration.ofHours(4));
        tend();
        dayAfter(Duration.ofHours(28).plusSeconds(1));
        tend();
        assertThat(web.requests()).hasSize(1);
        assertThat(queue.tlsTally().days().before(java.time.LocalDate.MAX, Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void tellsNobodyWhoDoesNotAsk() {
        day();
        dayAfter(Duration.ofHours(4));
        dns = new FakeDns();
        tend();
        assertThat(letter()).isEmpty();
        assertThat(queue.tlsTally().days().before(java.time.LocalDate.MAX, Optional.empty(), 10))
                .isEmpty();
    }

    @Test
    void waitsForADnsThatDoesNotAnswer() {
        day();
        dayAfter(Duration.ofHours(4));
        dns = new FakeDns().failing("_smtp._tls.example.org");
        tend();
        publish("v=TLSRPTv1; rua=mailto:tls@example.org");
        tend();
        assertThat(letter()).isPresent();
    }

    @Test
    void countsAndTellsNothingUnlessTheOwnerChoseIt() {
        publish("v=TLSRPTv1; rua=mailto:tls@example.org");
        on = false;
        day();
        dayAfter(Duration.ofHours(4));
        on = true;
        tend();
        assertThat(letter()).isEmpty();
        dayAfter(Duration.ofHours(-2));
        day();
        on = false;
        dayAfter(Duration.ofHours(4));
        tend();
        on = true;
        tend();
        assertThat(letter()).isEmpty();
    }

    @Test
    void keepsNoMoreInMemoryThanItHasRoomFor() {
        for (int i = 0; i < Gathering.MOST + 10; i++) {
            sessions.accept(new TlsSession(
                    new DomainName("d" + i + ".test"),
                    POLICY,
                    Optional.empty(),
                    "mx.example.org",
                    Optional.empty(),
                    Optional.empty()));
        }
        sessions.flush();
        assertThat(queue.tlsTally().days().before(java.time.LocalDate.MAX, Optional.empty(), 10_000))
                .hasSize(Gathering.MOST);
    }
}
