package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
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
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.arc.ArcResult;
import org.letterlock.engine.arc.ArcSealer;
import org.letterlock.engine.arc.ArcValidator;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.DkimVerifier;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dmarc.DmarcPolicy;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Opinion;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.smtp.RcptParameters;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.srs.SrsAddresses;

/** What becomes of letters from outside. */
final class InboundTest {

    private static final DomainName HOST = new DomainName("mx.example.test");
    private static final String LETTER = "From: Ann <ann@example.org>\r\nSubject: x\r\n\r\nbody\r\n";
    private static final Account ANNA = new Account(
            new AccountId("0".repeat(32)),
            "anna",
            EmailAddress.parse("anna@example.test").orElseThrow(),
            new byte[16],
            4096,
            SealKeyPair.generate(new SecureRandom()).publicKey(),
            Optional.empty(),
            Instant.EPOCH,
            true);

    private static final SrsAddresses SRS = new SrsAddresses(new byte[32], Clock.systemUTC());
    private static final SigningKey.Fresh OUR_KEY =
            SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
    private static final SigningKey OURS = SigningKey.of(
            new DomainName("example.test"), "s1", SignatureAlgorithm.ED25519_SHA256, OUR_KEY.privateKey());
    private static final SigningKey.Fresh LIST_KEY =
            SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
    private static final SigningKey LIST = SigningKey.of(
            new DomainName("lists.example.net"), "s1", SignatureAlgorithm.ED25519_SHA256, LIST_KEY.privateKey());
    private static final EmailAddress AWAY =
            EmailAddress.parse("away@example.test").orElseThrow();
    private static final EmailAddress THERE =
            EmailAddress.parse("anna@example.com").orElseThrow();

    private final List<NewMail> queued = new ArrayList<>();
    private LetterQueue queue = queued::addAll;
    private Predicate<Greylisting.Arrived> greylisting = _ -> false;
    private OtherFilter other = OtherFilter.NONE;
    private VacationReplies vacations = RoutingAlike.nobodyAway();
    private final List<DmarcTally.Letter> authors = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> judged = new ArrayList<>();

    private static FakeDns dns() {
        return new FakeDns()
                .ptr("10.2.0.192.in-addr.arpa", "mail.example.org")
                .address("mail.example.org", "192.0.2.10")
                .txt("example.org", "v=spf1 ip4:192.0.2.10 -all")
                .txt("_dmarc.example.org", "v=DMARC1; p=reject");
    }

    private Verdict accept(DnsClient dns, String remote, String from, String letter) {
        return accept(dns, Duration.ofSeconds(20), remote, from, letter);
    }

    private Verdict accept(DnsClient dns, Duration time, String remote, String from, String letter) {
        return accept(
                dns, time, remote, from, letter, Recipient.stored(ANNA.address(), List.of(ANNA), RcptParameters.NONE));
    }

    private Verdict accept(
            DnsClient dns, Duration time, String remote, String from, String letter, Recipient... recipient) {
        Clock clock = Clock.systemUTC();
        Authentication authentication = new Authentication(dns, HOST, time, InetAddress::isLoopbackAddress, clock);
        Inbound inbound = new Inbound(
                new RoutingAlike(new Route.NotLocal()),
                new Inbound.Checks(
                        authentication,
                        new Blocklists(dns, () -> List.of(new DomainName("zen.example")), time),
                        greylisting,
                        other),
                (recipients, path, provenance, received, content) -> {
                    delivered.add(text(content));
                    told.add(provenance.written());
                },
                new Inbound.Onward(
                        new Forwarding(
                                queue,
                                new LetterSigner(_ -> List.of(OURS), clock),
                                SRS,
                                new DsnWriter(clock, new SecureRandom())),
                        vacations,
                        ReportIntake.NONE,
                        authors::add),
                (kind, connection, detail) -> judged.add(connection + " " + kind + " " + detail),
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
        byte[] octets = letter.getBytes(StandardCharsets.UTF_8);
        try (IncomingHeader header = new IncomingHeader(65536, HeaderRoom.ofHeap())) {
            header.take(octets);
            List<Recipient> recipients = List.of(recipient);
            return inbound.accept(trace, path, recipients, inbound.expect(recipients), header, Octets.of(octets));
        }
    }

    /** RFC 9990 §3.1: what the author's domain is told, taken or refused, where it asks for that. */
    @Test
    void tellsTheAuthorsDomainOfALetterWhereItAsks() {
        String letter = "From: <ann@news.example.org>\r\n\r\nx\r\n";
        assertThat(accept(dns(), "192.0.2.10", "ann@example.org", letter)).isInstanceOf(Verdict.Accept.class);
        assertThat(authors).isEmpty();
        FakeDns asking = new FakeDns()
                .txt("example.org", "v=spf1 ip4:192.0.2.10 -all")
                .txt("_dmarc.example.org", "v=DMARC1; p=none; sp=reject; aspf=r; rua=mailto:d@example.org");
        assertThat(accept(asking, "192.0.2.10", "ann@example.org", letter)).isInstanceOf(Verdict.Accept.class);
        assertThat(accept(asking, "192.0.2.11", "", letter)).isInstanceOf(Verdict.RefusedByDmarc.class);
        PublishedPolicy policy = new PublishedPolicy(
                new DomainName("example.org"),
                DmarcPolicy.NONE,
                DmarcPolicy.REJECT,
                DmarcPolicy.REJECT,
                false,
                false,
                false);
        assertThat(authors)
                .containsExactly(
                        new DmarcTally.Letter(
                                policy,
                                new DmarcFeedback.Kind(
                                        "192.0.2.10",
                                        DmarcReport.Disposition.NONE,
                                        false,
                                        true,
                                        false,
                                        new DomainName("news.example.org"),
                                        Optional.of(new DomainName("example.org")),
                                        List.of(),
                                        "pass")),
                        new DmarcTally.Letter(
                                policy,
                                new DmarcFeedback.Kind(
                                        "192.0.2.11",
                                        DmarcReport.Disposition.REJECT,
                                        false,
                                        false,
                                        false,
                                        new DomainName("news.example.org"),
                                        Optional.empty(),
                                        List.of(),
                                        "none")));
    }

    private static String text(Octets content) {
        try (InputStream in = content.open()) {
            byte[] all = in.readAllBytes();
            assertThat(content.length()).isEqualTo(all.length);
            return new String(all, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the account is told of where a letter comes from, as it was measured. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "192.0.2.10,  ann@example.org,  ann@example.org,   v=DMARC1; p=reject,     outside author-proven",
                "192.0.2.10,  ann@example.org,  ann@example.org,   -,                      outside author-proven",
                "192.0.2.10,  ann@example.org,  eve@example.net,   -,                      outside",
                "203.0.113.9, ann@example.org,  ann@example.org,   -,                      outside spf-fail unvouched no-host-name",
                "203.0.113.9, ann@example.org,  ann@example.org,   v=DMARC1; p=none,       outside spf-fail unvouched dmarc-fail no-host-name",
                "203.0.113.9, ann@example.org,  ann@example.org,   v=DMARC1; p=quarantine, outside spf-fail unvouched dmarc-quarantine no-host-name",
                "203.0.113.9, eve@soft.example, eve@soft.example,  -,                      outside spf-softfail unvouched no-host-name",
                "203.0.113.9, eve@none.example, eve@none.example,  -,                      outside unvouched no-host-name",
                "203.0.113.9, eve@none.example, anna@example.test, -,                      outside unvouched own-domain no-host-name",
                "203.0.113.9, eve@none.example, nobody,            -,                      outside unvouched author-unclear no-host-name",
                "127.0.0.1,   eve@none.example, anna@example.test, -,                      ''"
            })
    void tellsTheAccountWhereALetterComesFrom(
            String remote, String from, String author, String policy, String expected) {
        FakeDns dns = new FakeDns()
                .ptr("10.2.0.192.in-addr.arpa", "mail.example.org")
                .address("mail.example.org", "192.0.2.10")
                .txt("example.org", "v=spf1 ip4:192.0.2.10 -all")
                .txt("soft.example", "v=spf1 ~all");
        if (policy != null) {
            dns.txt("_dmarc.example.org", policy);
        }
        accept(dns, remote, from, LETTER.replace("ann@example.org", author));
        assertThat(told).containsExactly(expected);
    }

    /** Whoever could be forged, and what looks like junk to the strictest reader, has no answer. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "192.0.2.10,  ann@example.org,  ann@example.org,   v=DMARC1; p=none,       true",
                "192.0.2.10,  ann@example.org,  ann@example.org,   -,                      true",
                "192.0.2.10,  ann@example.org,  eve@example.net,   -,                      true",
                "192.0.2.10,  ann@example.org,  eve@policy.example, v=DMARC1; p=none,      false",
                "203.0.113.9, ann@example.org,  ann@example.org,   -,                      false",
                "203.0.113.9, eve@none.example, eve@none.example,  -,                      false",
                "203.0.113.9, eve@soft.example, eve@soft.example,  -,                      false",
                "192.0.2.10,  ann@example.org,  anna@example.test, -,                      false",
                "127.0.0.1,   eve@none.example, eve@none.example,  -,                      true"
            })
    void answersOnlyWhomSomebodyVouchesFor(String remote, String from, String author, String policy, boolean answered) {
        FakeDns dns = new FakeDns()
                .ptr("10.2.0.192.in-addr.arpa", "mail.example.org")
                .address("mail.example.org", "192.0.2.10")
                .txt("example.org", "v=spf1 ip4:192.0.2.10 -all")
                .txt("soft.example", "v=spf1 ~all");
        if (policy != null) {
            dns.txt("_dmarc.example.org", policy).txt("_dmarc.policy.example", policy);
        }
        List<String> answers = new ArrayList<>();
        Clock clock = Clock.systemUTC();
        vacations = new VacationReplies(
                new RoutingAlike(
                        new Route.Ours(List.of(ANNA), List.of()),
                        Optional.empty(),
                        Optional.of(new Vacation("Away.", Optional.empty(), 7, Optional.empty(), Optional.empty()))),
                (account, sender, about, pause, now) -> true,
                new VacationLetter(new LetterSigner(_ -> List.of(), clock), HOST, clock, new SecureRandom()),
                answer -> answers.add(answer.to().toString()),
                (kind, connection, detail) -> {},
                clock);
        String letter =
                "Date: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nTo: anna@example.test\r\n"
                        + LETTER.replace("ann@example.org", author);
        assertThat(accept(dns, remote, from, letter)).isEqualTo(new Verdict.Accept());
        assertThat(answers).isEqualTo(answered ? List.of(from) : List.of());
    }

    /** What another filter thinks travels with the letter; what it would reject is refused only where the owner lets it. */
    @ParameterizedTest
    @CsvSource({"false, false, Accept", "true, false, Accept", "false, true, Accept", "true, true, RefusedAsJunk"})
    void hearsAnotherFilter(boolean rejects, boolean may, String expected) {
        other = new OtherFilter() {
            @Override
            public Optional<Opinion> ask(About about, Octets letter) {
                assertThat(about.hostName()).contains(new DomainName("mail.example.org"));
                return Optional.of(new Opinion(60, rejects, List.of("BAYES_SPAM")));
            }

            @Override
            public boolean mayRefuse() {
                return may;
            }
        };
        Verdict verdict = accept(dns(), "192.0.2.10", "ann@example.org", LETTER);
        assertThat(verdict.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(told)
                .isEqualTo(
                        expected.equals("Accept")
                                ? List.of("outside author-proven opinion:60:" + (rejects ? 1 : 0) + ":BAYES_SPAM")
                                : List.of());
        other = new OtherFilter() {
            @Override
            public Optional<Opinion> ask(About about, Octets letter) {
                throw new AssertionError("letters of this machine are not judged");
            }

            @Override
            public boolean mayRefuse() {
                return true;
            }
        };
        assertThat(accept(dns(), "127.0.0.1", "ann@example.org", LETTER)).isEqualTo(new Verdict.Accept());
    }

    /** By what was measured, with the real memory: who is proven passes, who is doubtful comes again, and a notice is taken. */
    @Test
    void putsOffTheDoubtfulAlone(@TempDir Path folder) {
        SettableClock clock = new SettableClock();
        boolean[] on = {true};
        try (SqliteThreads threads = new SqliteThreads(1, 1);
                MailQueue memory = new MailQueue(
                        folder.resolve("queue.sqlite"), new byte[32], threads, new SecureRandom(), clock)) {
            greylisting = new Greylisting(() -> on[0], memory.greylist(), clock)::putsOff;
            assertThat(accept(dns(), "192.0.2.10", "ann@example.org", LETTER)).isEqualTo(new Verdict.Accept());
            String doubtful = LETTER.replace("ann@example.org", "eve@none.example");
            FakeDns dns = new FakeDns();
            assertThat(accept(dns, "203.0.113.9", "eve@none.example", doubtful)).isEqualTo(new Verdict.PutOff());
            assertThat(judged.getLast()).contains("REFUSED put off", "eve@none.example");
            assertThat(delivered).hasSize(1);
            assertThat(accept(dns, "203.0.113.9", "", doubtful)).isEqualTo(new Verdict.Accept());
            assertThat(accept(dns, "127.0.0.1", "eve@none.example", doubtful)).isEqualTo(new Verdict.Accept());
            clock.advance(Duration.ofMinutes(5));
            assertThat(accept(dns, "203.0.113.77", "eva@none.example", doubtful))
                    .as("from its neighbour, in the name of the same domain")
                    .isEqualTo(new Verdict.Accept());
            assertThat(accept(dns, "203.0.114.9", "eve@none.example", doubtful)).isEqualTo(new Verdict.PutOff());
            on[0] = false;
            assertThat(accept(dns, "203.0.115.9", "eve@none.example", doubtful)).isEqualTo(new Verdict.Accept());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "outside author-proven no-host-name, false",
        "outside, false",
        "outside unvouched, false",
        "outside unvouched no-host-name, true",
        "outside spf-softfail, true",
        "outside dkim-fail, true",
        "outside listed:zen.example, true",
        "outside author-proven listed:zen.example, false",
        "'', false"
    })
    void doubtsWhatIsNotProvenAndHasASignAgainstIt(String provenance, boolean doubtful) {
        assertThat(Greylisting.isDoubtful(Provenance.read(provenance))).isEqualTo(doubtful);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.77, c00002", "2001:db8:1:2:3:4:5:6, 20010db800010002"})
    void neighboursAreOne(String address, String network) {
        assertThat(Greylisting.network(InetAddress.ofLiteral(address))).isEqualTo(network);
    }

    /** Stored, sent on and told to a web server, all of one letter; the web server hears what the account gets. */
    @Test
    void tellsWebServersOfALetter() {
        Webhook hook =
                Webhook.parse("https://hooks.example.com/x", new byte[32]).orElseThrow();
        Recipient all =
                Recipient.ours(AWAY, new Route.Ours(List.of(ANNA), List.of(THERE), List.of(hook)), RcptParameters.NONE);
        assertThat(accept(
                        dns(),
                        Duration.ofSeconds(20),
                        "192.0.2.10",
                        "ann@example.org",
                        "X-Spam-Flag: NO\r\nReturn-Path: <eve@example.net>\r\n" + LETTER,
                        all))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(1);
        assertThat(queued).hasSize(2);
        NewMail told = queued.getLast();
        assertThat(told.from()).isEqualTo(ReversePath.none());
        assertThat(text(told.content())).isEqualTo(delivered.getFirst());
        Origin.Hooked origin = (Origin.Hooked) told.origin();
        assertThat(origin.by()).isEqualTo(AWAY);
        assertThat(origin.hook().url()).isEqualTo(hook.url());
        assertThat(origin.hook().about())
                .startsWith("{\"id\":\"c-1-1\",\"address\":\"away@example.test\",\"sender\":\"ann@example.org\",")
                .contains("\"checked\":true,\"junk\":false,", "dmarc=pass");

        Recipient alone =
                Recipient.ours(AWAY, new Route.Ours(List.of(), List.of(), List.of(hook)), RcptParameters.NONE);
        assertThat(accept(dns(), Duration.ofSeconds(20), "127.0.0.1", "", LETTER, alone))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(1);
        assertThat(queued).hasSize(3);
        assertThat(((Origin.Hooked) queued.getLast().origin()).hook().about())
                .contains("\"sender\":\"\"", "\"verdict\":{\"checked\":false}");
    }

    private static final Webhook HOOK =
            Webhook.parse("https://hooks.example.com/x", new byte[32]).orElseThrow();

    private static Recipient telling(String address, Account... accounts) {
        return Recipient.ours(
                EmailAddress.parse(address).orElseThrow(),
                new Route.Ours(List.of(accounts), List.of(), List.of(HOOK)),
                RcptParameters.NONE);
    }

    /** A catch-all is no lever: a letter for a hundred of its addresses waits and is told once, and of a large one only what is told. */
    @Test
    void tellsAWebServerOnceHoweverManyAddressesLeadThere() {
        Recipient[] many = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> telling("r" + i + "@example.test"))
                .toArray(Recipient[]::new);
        String large = LETTER + "x".repeat((int) WebhookBody.MOST);
        assertThat(accept(dns(), Duration.ofSeconds(20), "192.0.2.10", "ann@example.org", large, many))
                .isEqualTo(new Verdict.Accept());
        assertThat(queued).singleElement().satisfies(mail -> {
            assertThat(mail.to()).containsExactly(many[0].address());
            assertThat(mail.content().length()).isEqualTo(WebhookBody.MOST + 1);
            assertThat(text(mail.content())).startsWith("Return-Path: <ann@example.org>");
            JsonObject about = JsonParser.parseString(
                            ((Origin.Hooked) mail.origin()).hook().about())
                    .getAsJsonObject();
            assertThat(about.getAsJsonArray("addresses")).hasSize(100);
            assertThat(about.get("size").getAsLong()).isGreaterThan(large.length());
        });
    }

    /** A web server that takes nothing closes the mailbox of the same address no more than its own letters. */
    @Test
    void aFullWebServerClosesNoMailbox() {
        queue = new LetterQueue() {
            @Override
            public void enqueue(List<NewMail> mails) {
                queued.addAll(mails);
            }

            @Override
            public boolean hasRoom(Origin origin, long octets) {
                return !(origin instanceof Origin.Hooked);
            }

            @Override
            public boolean hasRoom(NewMail mail, List<NewMail> beside) {
                return false;
            }
        };
        Duration time = Duration.ofSeconds(20);
        assertThat(accept(dns(), time, "192.0.2.10", "ann@example.org", LETTER, telling("anna@example.test", ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(1);
        assertThat(queued).isEmpty();
        assertThat(judged)
                .contains("c-1-1 REFUSED the webhook at hooks.example.com is not told: too much waits for it");
        assertThat(accept(dns(), time, "192.0.2.10", "ann@example.org", LETTER, telling("robot@example.test")))
                .as("nobody else would get it")
                .isEqualTo(new Verdict.Full());
    }

    /** What its judge stumbles over is told all the same. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void tellsOfALetterThatNobodyCanJudge(Class<? extends Throwable> fault) {
        Octets unreadable = new Octets() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public InputStream open() {
                if (fault == StackOverflowError.class) {
                    throw new StackOverflowError("nested too deep");
                }
                throw new IllegalStateException("unforeseen");
            }
        };
        assertThat(RoutingAlike.webhooks()
                        .of(
                                List.of(telling("robot@example.test")),
                                new Webhooks.Told(
                                        "c-1-1",
                                        ReversePath.none(),
                                        Provenance.read("outside"),
                                        () -> "mx.example.test; none",
                                        Instant.EPOCH,
                                        unreadable),
                                List.of()))
                .singleElement()
                .satisfies(mail -> assertThat(
                                ((Origin.Hooked) mail.origin()).hook().about())
                        .contains("\"verdict\":{\"checked\":false,\"results\":\"mx.example.test; none\"}"));
    }

    @Test
    void tellsWhichListsNameTheServer() {
        FakeDns dns =
                dns().address("10.2.0.192.zen.example", "127.0.0.2").address("1.0.0.127.zen.example", "127.0.0.1");
        accept(dns, "192.0.2.10", "ann@example.org", LETTER);
        assertThat(told).containsExactly("outside author-proven listed:zen.example");
        assertThat(judged).singleElement().asString().endsWith(" listed=[zen.example]");
        accept(new FakeDns().address("1.0.0.127.zen.example", "127.0.0.2"), "127.0.0.1", "ann@example.org", LETTER);
        assertThat(told.getLast()).isEmpty();
    }

    @Test
    void tellsOfASignatureThatDoesNotHold() throws IOException {
        byte[] octets = LETTER.getBytes(StandardCharsets.UTF_8);
        String signature = new DkimSigner(Clock.systemUTC())
                .sign(List.of(LIST), HeaderFields.parse(octets), Octets.of(octets), LETTER.indexOf("body"));
        FakeDns dns = new FakeDns().txt("s1._domainkey.lists.example.net", LIST_KEY.record());
        accept(dns, "203.0.113.9", "eve@example.net", signature + LETTER);
        accept(dns, "203.0.113.9", "eve@example.net", signature + LETTER.replace("body", "spam"));
        assertThat(told).containsExactly("outside no-host-name", "outside dkim-fail unvouched no-host-name");
    }

    @Test
    void removesWhatOtherServersThoughtOfALetter() {
        String others = "X-Spam-Status: No, score=-5\r\nx-spam-flag: NO\r\nX-Spam-Report: fine\r\n";
        accept(dns(), "192.0.2.10", "ann@example.org", others + LETTER);
        assertThat(delivered)
                .singleElement()
                .asString()
                .endsWith("\r\n" + LETTER)
                .doesNotContainIgnoringCase("x-spam");
    }

    @Test
    void saysWhatItFound() {
        assertThat(accept(dns(), "192.0.2.10", "ann@example.org", LETTER)).isEqualTo(new Verdict.Accept());
        assertThat(delivered)
                .singleElement()
                .asString()
                .startsWith("Return-Path: <ann@example.org>\r\n"
                        + "Authentication-Results: mx.example.test;\r\n"
                        + "\tiprev=pass (mail.example.org) policy.iprev=192.0.2.10;\r\n"
                        + "\tspf=pass\r\n\t reason=\"example.org: ip4:192.0.2.10\" smtp.mailfrom=example.org;\r\n"
                        + "\tdkim=none;\r\n"
                        + "\tarc=none smtp.remote-ip=192.0.2.10;\r\n"
                        + "\tdmarc=pass (p=reject of example.org)\r\n\t reason=\"SPF\" header.from=example.org\r\n"
                        + "Received: from client.example.org (mail.example.org [192.0.2.10])\r\n")
                .endsWith(LETTER);
        assertThat(judged)
                .containsExactly(
                        "c-1-1 JUDGED iprev=pass (mail.example.org) spf=pass (example.org: ip4:192.0.2.10) dkim=none arc=none"
                                + " dmarc=pass example.org p=reject (SPF)");
    }

    @Test
    void passesWhatIsSignedFromAnywhere() throws IOException {
        SigningKey.Fresh fresh = SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
        SigningKey key = SigningKey.of(
                new DomainName("example.org"), "s1", SignatureAlgorithm.ED25519_SHA256, fresh.privateKey());
        byte[] octets = LETTER.getBytes(StandardCharsets.UTF_8);
        String signature = new DkimSigner(Clock.systemUTC())
                .sign(List.of(key), HeaderFields.parse(octets), Octets.of(octets), LETTER.indexOf("body"));
        FakeDns dns = dns().txt("s1._domainkey.example.org", fresh.record());
        assertThat(accept(dns, "203.0.113.9", "list@example.net", signature + LETTER))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered)
                .singleElement()
                .asString()
                .contains("\tdkim=pass header.d=example.org header.s=\"s1\" header.a=ed25519-sha256 header.b=\"")
                .contains("\tdmarc=pass (p=reject of example.org)\r\n\t reason=\"DKIM\"");
    }

    @Test
    void namesNoHostThatDoesNotLeadBack() {
        FakeDns dns = dns().ptr("9.113.0.203.in-addr.arpa", "mail.example.org");
        accept(dns, "203.0.113.9", "eve@example.net", LETTER.replace("example.org", "example.net"));
        accept(dns, "2001:db8::1", "eve@example.net", LETTER.replace("example.org", "example.net"));
        assertThat(delivered)
                .satisfiesExactly(
                        other -> assertThat(other)
                                .contains("\tiprev=fail\r\n\t reason=\"mail.example.org does not lead back\""
                                        + " policy.iprev=203.0.113.9;\r\n")
                                .contains("Received: from client.example.org ([203.0.113.9])\r\n"),
                        none -> assertThat(none)
                                .contains("\tiprev=permerror\r\n\t reason=\"the address has no name\""
                                        + " policy.iprev=\"2001:db8:0:0:0:0:0:1\";\r\n")
                                .contains("Received: from client.example.org ([IPv6:2001:db8:0:0:0:0:0:1])\r\n"));
    }

    /** The first set of a chain about the letter. */
    private static String sealed(SigningKey key, String results) throws IOException {
        byte[] octets = LETTER.getBytes(StandardCharsets.UTF_8);
        return new ArcSealer(Clock.systemUTC())
                .seal(
                        key,
                        ArcResult.none(),
                        results,
                        HeaderFields.parse(octets),
                        Octets.of(octets),
                        LETTER.indexOf("body"));
    }

    @Test
    void tellsWhatAChainIsWorth() throws IOException {
        FakeDns dns = dns().txt("s1._domainkey.lists.example.net", LIST_KEY.record());
        String set = sealed(LIST, "lists.example.net; spf=pass");
        accept(dns, "192.0.2.10", "ann@example.org", set + LETTER);
        accept(dns, "192.0.2.10", "ann@example.org", set + LETTER.replace("body", "spam"));
        accept(dns, "192.0.2.10", "ann@example.org", set.replace("cv=none", "cv=fail") + LETTER);
        assertThat(delivered)
                .satisfiesExactly(
                        whole -> assertThat(whole)
                                .contains("\tarc=pass (i=1 d=lists.example.net) smtp.remote-ip=192.0.2.10;\r\n"),
                        changed -> assertThat(changed)
                                .contains(
                                        "\tarc=fail\r\n\t reason=\"the newest message signature: the body was changed\""),
                        marked -> assertThat(marked)
                                .contains("\tarc=fail\r\n\t reason=\"the newest seal says that it is broken\""));
        assertThat(judged).first().asString().contains(" arc=pass ");
    }

    @Test
    void believesNoChainOfStrangers() throws IOException {
        FakeDns dns = dns().txt("s1._domainkey.lists.example.net", LIST_KEY.record());
        String set = sealed(LIST, "lists.example.net; dmarc=pass header.from=example.org");
        assertThat(accept(dns, "203.0.113.9", "eve@lists.example.net", set + LETTER))
                .isEqualTo(new Verdict.RefusedByDmarc(new DomainName("example.org")));
        assertThat(judged).singleElement().asString().contains(" arc=pass ");
    }

    @Test
    void refusesWhatTheAuthorsDomainWantsRefused() {
        assertThat(accept(dns(), "203.0.113.9", "eve@example.net", LETTER))
                .isEqualTo(new Verdict.RefusedByDmarc(new DomainName("example.org")));
        assertThat(delivered).isEmpty();
        assertThat(judged).singleElement().asString().contains("dmarc=fail example.org p=reject");
    }

    @ParameterizedTest
    @CsvSource({"v=DMARC1; p=quarantine, fail", "v=DMARC1; p=none, fail", "v=DMARC1; p=reject; t=y, fail", "none, none"
    })
    void takesWhatNobodyWantsRefused(String policy, String result) {
        FakeDns dns = new FakeDns().txt("_dmarc.example.org", policy);
        assertThat(accept(dns, "203.0.113.9", "eve@example.net", LETTER)).isEqualTo(new Verdict.Accept());
        assertThat(delivered).singleElement().asString().contains("\tdmarc=" + result);
    }

    @Test
    void takesWhatTheDnsDoesNotTellOf() {
        FakeDns dns = new FakeDns().failing("example.org").failing("_dmarc.example.org");
        assertThat(accept(dns, "203.0.113.9", "ann@example.org", LETTER)).isEqualTo(new Verdict.Accept());
        assertThat(delivered)
                .singleElement()
                .asString()
                .contains("\tspf=temperror")
                .contains("\tdmarc=temperror");
    }

    @Test
    void waitsForNoResolverThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        DnsClient hanging = (DnsClient) Proxy.newProxyInstance(
                DnsClient.class.getClassLoader(), new Class<?>[] {DnsClient.class}, (proxy, method, arguments) -> {
                    try {
                        never.await();
                        throw new AssertionError("it was awaited");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return new DnsAnswer.TemporaryFailure<>("interrupted");
                    }
                });
        assertThat(accept(hanging, Duration.ofMillis(20), "203.0.113.9", "ann@example.org", LETTER))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered)
                .singleElement()
                .asString()
                .contains("\tiprev=temperror")
                .contains("\tspf=temperror")
                .contains("\tarc=none")
                .contains("\tdmarc=temperror");
    }

    @Test
    void asksNothingOfThisMachine() {
        assertThat(accept(dns(), "127.0.0.1", "eve@example.net", LETTER)).isEqualTo(new Verdict.Accept());
        assertThat(delivered).singleElement().asString().contains("Authentication-Results: mx.example.test; none\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@example.net\r\nFrom: ann@example.org\r\n",
                "From: a@example.net, ann@example.org\r\n",
                "From: <ann@example.org> <a@example.net>\r\n",
                "From: ann@example.org (\r\n"
            })
    void fearsTheStrictestOfSeveralAuthors(String from) {
        FakeDns dns = dns().txt("example.net", "v=spf1 +all");
        String letter = from + "\r\nbody\r\n";
        Verdict verdict = accept(dns, "203.0.113.9", "a@example.net", letter);
        assertThat(delivered).noneMatch(text -> text.contains("dmarc=pass"));
        assertThat(verdict instanceof Verdict.RefusedByDmarc || !delivered.isEmpty())
                .isTrue();
    }

    private Verdict forward(FakeDns dns, String remote, String from, String letter, List<Account> accounts) {
        return accept(
                dns,
                Duration.ofSeconds(20),
                remote,
                from,
                letter,
                Recipient.ours(AWAY, new Route.Ours(accounts, List.of(THERE)), RcptParameters.NONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    TLS-Required: No                      | OPTIONAL
                    tls-required:no                       | OPTIONAL
                    TLS-Required: Yes                     | NONE
                    TLS-Required: No\\r\\nTLS-Required: No | NONE
                    X-TLS-Required: No                    | NONE
                    """)
    void goesOnWithWhatTheSenderWantsOfTls(String field, TlsWish expected) throws IOException {
        String letter = field.replace("\\r\\n", "\r\n") + "\r\n" + LETTER;
        forward(dns(), "192.0.2.10", "ann@example.org", letter, List.of());
        assertThat(queued.getFirst().tls()).isEqualTo(expected);
    }

    /** What a letter looks like at the next server. */
    private static String sent(NewMail mail) {
        return text(mail.content());
    }

    @Test
    void sendsALetterOnAsItIs() throws IOException {
        SigningKey.Fresh fresh = SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
        SigningKey key = SigningKey.of(
                new DomainName("example.org"), "s1", SignatureAlgorithm.ED25519_SHA256, fresh.privateKey());
        byte[] octets = LETTER.getBytes(StandardCharsets.UTF_8);
        String signed = new DkimSigner(Clock.systemUTC())
                        .sign(List.of(key), HeaderFields.parse(octets), Octets.of(octets), LETTER.indexOf("body"))
                + LETTER;
        FakeDns dns = dns().txt("s1._domainkey.example.org", fresh.record())
                .txt("s1._domainkey.example.test", OUR_KEY.record());
        assertThat(forward(
                        dns, "192.0.2.10", "Ann@example.org", "Return-Path: <x@y.example>\r\n" + signed, List.of(ANNA)))
                .isEqualTo(new Verdict.Accept());
        assertThat(delivered).hasSize(1);
        NewMail mail = queued.getFirst();
        assertThat(mail.to()).containsExactly(THERE);
        EmailAddress sender = mail.from().address().orElseThrow();
        assertThat(sender.toString()).matches("SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=example\\.org=Ann@example\\.test");
        assertThat(SRS.original(sender).map(EmailAddress::toString)).contains("Ann@example.org");
        String sent = sent(mail);
        assertThat(sent)
                .startsWith("ARC-Seal: i=1; a=ed25519-sha256; cv=none;")
                .contains("\r\nARC-Authentication-Results: i=1; mx.example.test;\r\n\tiprev=pass")
                .contains("\r\nDelivered-To: away@example.test\r\nAuthentication-Results: mx.example.test;\r\n")
                .contains("\tfor <away@example.test>;")
                .doesNotContain("Return-Path")
                .endsWith(signed);
        byte[] there = sent.getBytes(StandardCharsets.UTF_8);
        HeaderFields header = HeaderFields.parse(there);
        int body = sent.indexOf("\r\n\r\n") + 4;
        assertThat(new ArcValidator(dns, Clock.systemUTC())
                        .validate(header, Octets.of(there), body)
                        .sealers())
                .containsExactly(new DomainName("example.test"));
        assertThat(new DkimVerifier(dns, Clock.systemUTC()).verify(header, Octets.of(there), body))
                .singleElement()
                .matches(result -> result.passes());
    }

    @Test
    void goesOnFromNobodyForWhomNobodyVouches() {
        FakeDns dns = new FakeDns().txt("example.org", "v=spf1 ip4:192.0.2.10 -all");
        forward(dns, "203.0.113.9", "ann@example.org", LETTER, List.of());
        forward(new FakeDns(), "203.0.113.9", "ann@example.org", LETTER, List.of());
        forward(dns, "192.0.2.10", "<>", LETTER, List.of());
        String tooLong = "a".repeat(60) + "@example.org";
        forward(dns, "192.0.2.10", tooLong, LETTER, List.of());
        assertThat(queued).hasSize(4).allMatch(mail -> mail.from().equals(ReversePath.none()));
        forward(dns, "192.0.2.10", "ann@example.org", LETTER, List.of());
        assertThat(queued.getLast().from().address()).isPresent();
        assertThat(delivered).isEmpty();
    }

    @Test
    void endsLoops() {
        String once = "Delivered-To: AWAY@example.test\r\n" + LETTER;
        assertThat(forward(dns(), "192.0.2.10", "ann@example.org", once, List.of(ANNA)))
                .isEqualTo(new Verdict.Loop());
        assertThat(queued).isEmpty();
        assertThat(delivered).isEmpty();
        // Who stores it may have had it before.
        assertThat(accept(dns(), "192.0.2.10", "ann@example.org", "Delivered-To: anna@example.test\r\n" + LETTER))
                .isEqualTo(new Verdict.Accept());
        forward(dns(), "192.0.2.10", "ann@example.org", LETTER, List.of(ANNA));
        assertThat(forward(dns(), "192.0.2.10", "ann@example.org", sent(queued.getFirst()), List.of(ANNA)))
                .isEqualTo(new Verdict.Loop());
    }

    private static Recipient away(String address, Account... accounts) {
        return Recipient.ours(
                EmailAddress.parse(address).orElseThrow(),
                new Route.Ours(List.of(accounts), List.of(THERE)),
                RcptParameters.NONE);
    }

    @Test
    void aLoopAtOneAddressIsNoneAtTheOthers() {
        EmailAddress elsewhere = EmailAddress.parse("bert@example.net").orElseThrow();
        Recipient other = Recipient.ours(
                EmailAddress.parse("other@example.test").orElseThrow(),
                new Route.Ours(List.of(), List.of(elsewhere)),
                RcptParameters.NONE);
        Recipient stored = Recipient.stored(ANNA.address(), List.of(ANNA), RcptParameters.NONE);
        String once = "Delivered-To: away@example.test\r\n" + LETTER;
        Duration time = Duration.ofSeconds(20);
        assertThat(accept(dns(), time, "192.0.2.10", "ann@example.org", once, away("away@example.test"), other, stored))
                .isEqualTo(new Verdict.Accept());
        assertThat(queued)
                .singleElement()
                .satisfies(mail -> assertThat(mail.to()).containsExactly(elsewhere));
        assertThat(delivered).hasSize(1);
        assertThat(judged).contains("c-1-1 REFUSED not sent on again: away@example.test");
    }

    @Test
    void goesToATargetOnceHoweverManyAddressesLeadThere() {
        Recipient[] many = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> away("away+" + i + "@example.test"))
                .toArray(Recipient[]::new);
        accept(dns(), Duration.ofSeconds(20), "192.0.2.10", "ann@example.org", LETTER, many);
        assertThat(queued)
                .singleElement()
                .satisfies(mail -> assertThat(mail.to()).containsExactly(THERE));
    }

    @Test
    void storesNothingThatTheQueueHasNoRoomToSendOn() {
        queue = new LetterQueue() {
            @Override
            public void enqueue(List<NewMail> mails) {
                throw new AssertionError("there is no room");
            }

            @Override
            public void requireRoom(List<NewMail> mails) {
                throw new DatabaseException(DatabaseException.Reason.FULL, "queue.db: the disk is full");
            }
        };
        assertThatThrownBy(() -> forward(dns(), "192.0.2.10", "ann@example.org", LETTER, List.of(ANNA)))
                .isInstanceOf(DatabaseException.class);
        assertThat(delivered).isEmpty();
    }

    @Test
    void isRefusedForNowWhereTooMuchWaitsToBeSentOn() {
        List<Origin> asked = new ArrayList<>();
        queue = new LetterQueue() {
            @Override
            public void enqueue(List<NewMail> mails) {
                throw new AssertionError("there is no room");
            }

            @Override
            public boolean hasRoom(Origin origin, long octets) {
                asked.add(origin);
                return false;
            }
        };
        assertThat(forward(dns(), "192.0.2.10", "ann@example.org", LETTER, List.of(ANNA)))
                .isEqualTo(new Verdict.Full());
        assertThat(delivered).isEmpty();
        assertThat(asked).containsOnly(new Origin.Forwarded(AWAY));
        assertThat(accept(dns(), "192.0.2.10", "ann@example.org", LETTER)).isEqualTo(new Verdict.Accept());
    }

    @Test
    void sendsNothingOnThatTheAuthorWantsRefused() {
        assertThat(forward(dns(), "203.0.113.9", "eve@example.net", LETTER, List.of(ANNA)))
                .isEqualTo(new Verdict.RefusedByDmarc(new DomainName("example.org")));
        assertThat(queued).isEmpty();
    }

    @Test
    void continuesAChain() throws IOException {
        FakeDns dns = dns().txt("s1._domainkey.example.test", OUR_KEY.record());
        String set = sealed(OURS, "x");
        forward(dns, "192.0.2.10", "ann@example.org", set + LETTER, List.of());
        assertThat(sent(queued.getFirst())).startsWith("ARC-Seal: i=2; a=ed25519-sha256; cv=pass;");
        forward(dns, "192.0.2.10", "ann@example.org", set + LETTER.replace("body", "spam"), List.of());
        assertThat(sent(queued.getLast())).startsWith("ARC-Seal: i=2; a=ed25519-sha256; cv=fail;");
        forward(
                dns,
                "192.0.2.10",
                "ann@example.org",
                sent(queued.getLast()).replace("Delivered-To", "X-To"),
                List.of());
        assertThat(sent(queued.getLast())).startsWith("Delivered-To: away@example.test\r\n");
    }

    @Test
    void writesTheOneReturnPath() {
        accept(
                dns(),
                "192.0.2.10",
                "ann@example.org",
                "Return-Path: <eve@example.net>\r\nX: 1\r\nreturn-path :\r\n <>\r\n" + LETTER);
        assertThat(delivered)
                .singleElement()
                .asString()
                .startsWith("Return-Path: <ann@example.org>\r\nAuthentication-Results: ")
                .endsWith(" +0000\r\nX: 1\r\n" + LETTER)
                .containsOnlyOnce("eturn-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.test; spf=pass\r\n",
                "authentication-results : MX.Example.Test ; spf=pass\r\n",
                "Authentication-Results:\r\n mx.example.test\r\n ; spf=pass\r\n",
                "Authentication-Results: (c (d)) mx.example.test (e) 1; spf=pass\r\n",
                "Authentication-Results: \"mx.example.test\"; spf=pass\r\n",
                "Authentication-Results: \"mx\\.example.test\" 1; spf=pass\r\n",
                "Authentication-Results: mx.(x)example.test; spf=pass\r\n",
                "Authentication-Results: mx.example.test.; spf=pass\r\n",
                "Authentication-Results: \"mx.example.test; spf=pass\r\n",
                "Authentication-Results: ; spf=pass\r\n",
            })
    void removesWhatOthersSayInOurName(String field) {
        String other = "Authentication-Results: mx.example.net; spf=pass\r\n";
        accept(dns(), "192.0.2.10", "ann@example.org", "X: 1\r\n" + field + other + LETTER);
        assertThat(delivered).singleElement().asString().endsWith("\r\nX: 1\r\n" + other + LETTER);
    }
}
