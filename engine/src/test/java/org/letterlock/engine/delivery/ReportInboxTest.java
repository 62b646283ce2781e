package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.Reports;
import org.letterlock.engine.queue.Reports.Returned;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.srs.SrsAddresses;

/** Reports that come in, with a real queue. */
final class ReportInboxTest {

    private static final DomainName HOST = new DomainName("mx.example.test");
    private static final DomainName OURS = new DomainName("example.test");
    private static final String INBOX = "mail-reports@example.test";
    private static final Account ANNA = new Account(
            new AccountId("0".repeat(32)),
            "Anna",
            EmailAddress.parse("anna@example.test").orElseThrow(),
            new byte[16],
            4096,
            SealKeyPair.generate(new SecureRandom()).publicKey(),
            Optional.empty(),
            Instant.EPOCH,
            true);

    private static final String BOUNCE = """
            From: MAILER-DAEMON@mx.example.net
            To: anna@example.test
            Subject: Undelivered Mail Returned to Sender
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            It did not arrive.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net

            Final-Recipient: rfc822; ben@example.net
            Action: failed
            Status: 5.1.1
            --b
            Content-Type: text/rfc822-headers

            From: Anna <anna@example.test>
            Subject: hidden-word

            --b--
            """.replace("\n", "\r\n");

    private static final String COMPLAINT = """
            From: feedback@example.org
            To: abuse@example.test
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: text/plain

            A complaint.
            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: Example/1.0
            Version: 1
            --b
            Content-Type: message/rfc822

            From: Anna <anna@example.test>

            hidden-word
            --b--
            """.replace("\n", "\r\n");

    @TempDir
    Path folder;

    private final List<DmarcTally.Letter> authors = new ArrayList<>();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private final Addresses addresses = new RoutingAlike(new Route.NotLocal());
    private MailQueue queue;
    private Reports reports;
    private ReportInbox inbox;
    private FakeDns dns = new FakeDns()
            .txt("example.org", "v=spf1 ip4:192.0.2.10 -all")
            .txt("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:d@example.org");
    private boolean full;

    @BeforeEach
    void open() {
        queue = new MailQueue(
                folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), Clock.systemUTC());
        reports = queue.reports();
        inbox = new ReportInbox(addresses, reports, this::log, clock, Duration.ZERO);
    }

    @AfterEach
    void close() {
        assertThat(logged.toString()).doesNotContain("hidden-word");
        assertThat(queue.verify()).isEmpty();
        queue.close();
        threads.close();
    }

    private static String report(String domain) throws IOException {
        String xml = """
                <feedback><report_metadata><org_name>Example</org_name><report_id>r-1</report_id></report_metadata>
                <policy_published><domain>%s</domain></policy_published><record><row><source_ip>192.0.2.77</source_ip>
                <count>5</count><policy_evaluated><disposition>reject</disposition><dkim>fail</dkim><spf>fail</spf>
                </policy_evaluated></row></record></feedback>""".formatted(domain);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(xml.getBytes(StandardCharsets.UTF_8));
        }
        return "From: reports@example.org\r\nTo: " + INBOX + "\r\nContent-Type: application/gzip\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed.toByteArray()) + "\r\n";
    }

    private static Recipient to(String address, Account... accounts) {
        return Recipient.stored(
                EmailAddress.parse(address).orElseThrow(), Arrays.asList(accounts), RcptParameters.NONE);
    }

    private Verdict accept(String remote, String from, String letter, Recipient... to) {
        byte[] octets = letter.getBytes(StandardCharsets.UTF_8);
        return accept(remote, from, octets, Octets.of(octets), to);
    }

    private Verdict accept(String remote, String from, byte[] head, Octets content, Recipient... to) {
        LetterSigner signer = new LetterSigner(_ -> List.of(), clock);
        LetterQueue out = mails -> {};
        LetterIntake intake = (reception, path, provenance, received, letter) -> {
            if (full) {
                throw new IllegalStateException("no room");
            }
            delivered.add(path.toString());
        };
        Inbound inbound = new Inbound(
                addresses,
                new Inbound.Checks(
                        new Authentication(dns, HOST, Duration.ofSeconds(20), InetAddress::isLoopbackAddress, clock),
                        new Blocklists(dns, List::of, Duration.ofSeconds(20)),
                        _ -> false,
                        OtherFilter.NONE),
                intake,
                new Inbound.Onward(
                        new Forwarding(
                                out,
                                signer,
                                new SrsAddresses(new byte[32], clock),
                                new DsnWriter(clock, new SecureRandom())),
                        RoutingAlike.nobodyAway(),
                        inbox,
                        authors::add),
                this::log,
                clock,
                new SecureRandom());
        Trace trace = new Trace(
                "client.example.org",
                Optional.of(InetAddress.ofLiteral(remote)),
                HOST,
                Optional.of(new Trace.Protocol(true, false, false, false, false)),
                Optional.empty(),
                "c-1-1");
        ReversePath path = EmailAddress.parse(from).map(ReversePath::of).orElse(ReversePath.none());
        try (IncomingHeader header = new IncomingHeader(65536, HeaderRoom.ofHeap())) {
            header.take(head);
            List<Recipient> recipients = List.of(to);
            return inbound.accept(trace, path, recipients, inbound.expect(recipients), header, content);
        }
    }

    private static Verdict refused(String reason) {
        return new Verdict.NoReport(new ReportIntake.Refusal(reason, false));
    }

    private void log(Object kind, String connection, String detail) {
        logged.add(kind + " " + detail);
    }

    private List<Reports.Sum> returned() {
        return reports.returned(OURS, Instant.EPOCH, 10);
    }

    @Test
    void countsAReportWhoseSenderIsKnownAndStoresNothing() throws IOException {
        assertThat(accept("192.0.2.10", "reports@example.org", report("example.test"), to(INBOX)))
                .isEqualTo(new Verdict.Accept());
        assertThat(reports.letters(OURS, Instant.EPOCH, 10)).singleElement().satisfies(row -> {
            assertThat(row.source()).contains("192.0.2.77");
            assertThat(row.letters()).isEqualTo(5);
        });
        assertThat(delivered).isEmpty();
        assertThat(authors).as("no report is about a report").isEmpty();
        assertThat(logged).last().isEqualTo("REPORTED DMARC report of Example about example.test: 5 letters");
    }

    @Test
    void takesAReportAboutWhatLiesBelowADomainOfOurs() throws IOException {
        accept("192.0.2.10", "reports@example.org", report("news.example.test"), to(INBOX));
        assertThat(reports.letters(OURS, Instant.EPOCH, 10)).hasSize(1);
    }

    @Test
    void refusesAReportThatAnybodyMayHaveWritten() throws IOException {
        assertThat(accept("203.0.113.9", "eve@example.net", report("example.test"), to(INBOX)))
                .isEqualTo(refused("nothing proves whose it is"));
        assertThat(accept("192.0.2.10", "reports@example.org", report("test"), to(INBOX)))
                .isEqualTo(refused("it is about none of our domains"));
        assertThat(reports.letters(OURS, Instant.EPOCH, 10)).isEmpty();
    }

    @Test
    void refusesWhatIsNoReportWhereNobodyWouldReadIt() {
        String letter = "From: ann@example.org\r\nSubject: hello\r\n\r\nhidden-word\r\n";
        assertThat(accept("192.0.2.10", "ann@example.org", letter, to(INBOX)))
                .isEqualTo(refused("this address takes reports of mail servers alone"));
        assertThat(accept("192.0.2.10", "ann@example.org", letter, to(INBOX, ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(accept("192.0.2.10", "ann@example.org", letter, to(INBOX), to("anna@example.test", ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(2);
    }

    @Test
    void refusesAReportThatCannotBeRead() throws IOException {
        String broken = report("example.test").replaceAll("(?s)\r\n\r\n.*", "\r\n\r\nH4sIAAAA\r\n");
        assertThat(accept("192.0.2.10", "reports@example.org", broken, to(INBOX)))
                .isEqualTo(refused("its container is damaged"));
        assertThat(logged).last().isEqualTo("REPORTED a report that cannot be read: its container is damaged");
    }

    @Test
    void countsAReportAndStoresItWhereTheOwnerWantsToSeeIt() throws IOException {
        accept("192.0.2.10", "reports@example.org", report("example.test"), to(INBOX, ANNA));
        assertThat(reports.letters(OURS, Instant.EPOCH, 10)).hasSize(1);
        assertThat(delivered).hasSize(1);
    }

    @Test
    void countsABounceAndDeliversItAsAnyLetter() {
        assertThat(accept("203.0.113.9", "", BOUNCE, to("anna@example.test", ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).containsExactly("<>");
        assertThat(returned()).singleElement().satisfies(sum -> {
            assertThat(sum.kind()).isEqualTo(Returned.BOUNCE);
            assertThat(sum.other()).isEqualTo("example.net");
            assertThat(sum.reason()).isEqualTo("NO_SUCH_ADDRESS");
            assertThat(sum.status()).isEqualTo("5.1.1");
        });
    }

    @Test
    void tellsABounceOfWhatWasNotFromHereApart() {
        accept(
                "203.0.113.9",
                "",
                BOUNCE.replace("From: Anna <anna@example.test>", "From: Eve <eve@example.com>"),
                to("anna@example.test", ANNA));
        assertThat(returned())
                .singleElement()
                .satisfies(sum -> assertThat(sum.kind()).isEqualTo(Returned.FORGED));
    }

    @Test
    void countsNoBounceThatSomebodySends() {
        accept("203.0.113.9", "eve@example.net", BOUNCE, to("anna@example.test", ANNA));
        assertThat(returned()).isEmpty();
        assertThat(delivered).hasSize(1);
    }

    @Test
    void countsComplaintsToThoseWhoTakeThem() {
        accept("203.0.113.9", "feedback@example.net", COMPLAINT, to("abuse@example.test", ANNA));
        accept("203.0.113.9", "feedback@example.net", COMPLAINT, to("anna@example.test", ANNA));
        assertThat(returned()).singleElement().satisfies(sum -> {
            assertThat(sum.kind()).isEqualTo(Returned.COMPLAINT);
            assertThat(sum.reason()).isEqualTo("abuse");
            assertThat(sum.letters()).isEqualTo(1);
        });
        assertThat(delivered).hasSize(2);
    }

    private static Octets opened(byte[] octets, Runnable before) {
        return new Octets() {
            @Override
            public long length() {
                return octets.length;
            }

            @Override
            public InputStream open() throws IOException {
                before.run();
                return Octets.of(octets).open();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingWaitsForLettersThatTakeLongToRead() throws Exception {
        byte[] bounce = BOUNCE.getBytes(StandardCharsets.UTF_8);
        byte[] report = report("example.test").getBytes(StandardCharsets.UTF_8);
        CountDownLatch reading = new CountDownLatch(4);
        CountDownLatch end = new CountDownLatch(1);
        Runnable slow = () -> {
            reading.countDown();
            await(end);
        };
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable _ = end::countDown) {
            for (int i = 0; i < 2; i++) {
                others.execute(
                        () -> accept("203.0.113.9", "", bounce, opened(bounce, slow), to("ben@example.test", ANNA)));
                others.execute(
                        () -> accept("192.0.2.10", "reports@example.org", report, opened(report, slow), to(INBOX)));
            }
            reading.await();
            assertThat(accept("203.0.113.9", "", BOUNCE, to("anna@example.test", ANNA)))
                    .isEqualTo(new Verdict.Accept());
            assertThat(accept("192.0.2.10", "reports@example.org", report("example.test"), to(INBOX)))
                    .isEqualTo(new Verdict.NoReport(new ReportIntake.Refusal("too many are read at once", true)));
            assertThat(delivered).containsExactly("<>", "<>", "<>");
            assertThat(returned()).isEmpty();
            end.countDown();
        }
        assertThat(returned())
                .singleElement()
                .satisfies(sum -> assertThat(sum.letters()).isEqualTo(2));
    }

    @Test
    void bouncesDoNotWaitForAggregateReports() throws Exception {
        byte[] report = report("example.test").getBytes(StandardCharsets.UTF_8);
        CountDownLatch reading = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        Runnable slow = () -> {
            reading.countDown();
            await(end);
        };
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable _ = end::countDown) {
            for (int i = 0; i < 2; i++) {
                others.execute(
                        () -> accept("192.0.2.10", "reports@example.org", report, opened(report, slow), to(INBOX)));
            }
            reading.await();
            accept("203.0.113.9", "", BOUNCE, to("anna@example.test", ANNA));
            assertThat(returned()).hasSize(1);
            end.countDown();
        }
    }

    @Test
    void aLetterThatNoParserCanReadIsTakenAllTheSame() {
        byte[] bounce = BOUNCE.getBytes(StandardCharsets.UTF_8);
        Octets odd = opened(bounce, () -> {
            throw new IllegalStateException("odd");
        });
        Octets deep = opened(bounce, () -> {
            throw new StackOverflowError();
        });
        assertThat(accept("203.0.113.9", "", bounce, odd, to("anna@example.test", ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(accept("203.0.113.9", "", bounce, deep, to("anna@example.test", ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(2);
        assertThat(accept("203.0.113.9", "", bounce, odd, to(INBOX))).isEqualTo(refused("it cannot be read"));
    }

    @Test
    void aNumberOfComplaintsCountsWhereItIsKnownWhoNamesIt() {
        String many = COMPLAINT.replace("Version: 1", "Incidents: 1000");
        accept("203.0.113.9", "feedback@example.net", many, to("abuse@example.test", ANNA));
        assertThat(returned())
                .singleElement()
                .satisfies(sum -> assertThat(sum.letters()).isEqualTo(1));
        accept("192.0.2.10", "feedback@example.org", many, to("abuse@example.test", ANNA));
        assertThat(returned()).first().satisfies(sum -> {
            assertThat(sum.other()).isEqualTo("example.org");
            assertThat(sum.letters()).isEqualTo(1_000);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "_dmarc.example.org"})
    void putsAReportOffWhereTheDnsDoesNotTellWhoseItIs(String failing) throws IOException {
        FakeDns told = dns;
        dns = new FakeDns().txt("example.org", "v=spf1 ip4:192.0.2.10 -all").failing(failing);
        assertThat(accept("192.0.2.10", "reports@example.org", report("example.test"), to(INBOX)))
                .isEqualTo(new Verdict.NoReport(new ReportIntake.Refusal("the DNS does not tell whose it is", true)));
        dns = told;
        assertThat(accept("192.0.2.10", "reports@example.org", report("example.test"), to(INBOX)))
                .isEqualTo(new Verdict.Accept());
        assertThat(reports.letters(OURS, Instant.EPOCH, 10)).hasSize(1);
    }

    @Test
    void aBounceThatComesAgainBecauseItWasNotStoredCountsOnce() {
        full = true;
        assertThatThrownBy(() -> accept("203.0.113.9", "", BOUNCE, to("anna@example.test", ANNA)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(returned()).isEmpty();
        full = false;
        accept("203.0.113.9", "", BOUNCE, to("anna@example.test", ANNA));
        assertThat(returned())
                .singleElement()
                .satisfies(sum -> assertThat(sum.letters()).isEqualTo(1));
    }

    @Test
    void aBounceThatIsStoredIsTakenThoughItCannotBeCounted() {
        inbox = new ReportInbox(
                addresses,
                reports,
                (kind, connection, detail) -> {
                    if (kind == MailLog.Kind.REPORTED) {
                        throw new IllegalStateException("no journal");
                    }
                },
                clock,
                Duration.ZERO);
        assertThat(accept("203.0.113.9", "", BOUNCE, to("anna@example.test", ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(1);
    }
}
