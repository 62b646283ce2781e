package org.letterlock.engine.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.http.WebServer;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.SettableClock;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.sqlite.SqliteThreads;

/** Finding, keeping and renewing policies, against a web server on loopback. */
class StsPoliciesTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final DomainName DOMAIN = new DomainName("example.org");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    private final byte[] key = new byte[32];
    private final SettableClock clock = new SettableClock();
    private final SqliteThreads threads = new SqliteThreads(1, 1);
    private final EventLoops loops = new EventLoops(1, new SecureRandom());
    private final WebServer web = new WebServer(ROOT.server("mta-sts.example.org"));
    private FakeDns dns = new FakeDns();
    private MailQueue queue;
    private StsPolicies policies;

    @BeforeEach
    void open() {
        new Random(1).nextBytes(key);
        queue = new MailQueue(folder.resolve("queue.sqlite"), key, threads, new SecureRandom(), clock);
        policies = policies();
    }

    @AfterEach
    void close() {
        queue.close();
        threads.close();
        web.close();
        loops.close();
    }

    private StsPolicies policies() {
        HttpsClient client = new HttpsClient(
                new Connector(loops, Duration.ofSeconds(5)),
                dns,
                new HttpsClient.Reach(web.port(), _ -> true),
                TrustedRoots.of(List.of(ROOT.certificate())),
                Clock.systemUTC());
        return new StsPolicies(dns, client, queue.stsCache(), clock);
    }

    private void reopen() {
        queue.close();
        open();
    }

    /** From now on the DNS says this; nothing at all where {@code id} is empty. */
    private void announce(String id) {
        dns = new FakeDns().address("mta-sts.example.org", "127.0.0.1");
        if (!id.isEmpty()) {
            dns.txt("_mta-sts.example.org", "v=STSv1; id=" + id + ";");
        }
        policies = policies();
    }

    private void serve(String mode, Duration age) {
        web.serve(
                "text/plain",
                "version: STSv1\nmode: " + mode + "\nmx: mx.example.org\nmax_age: " + age.toSeconds() + "\n");
    }

    private Optional<StsPolicy.Mode> mode() {
        return policies.of(DOMAIN).policy().map(StsPolicy::mode);
    }

    @Test
    void findsAPolicyAndKeepsItAcrossARestart() {
        serve("enforce", WEEK);
        announce("1");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(web.requests()).singleElement().asString().startsWith("GET /.well-known/mta-sts.txt HTTP/1.1\r\n");
        reopen();
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(web.requests()).hasSize(1);
    }

    @Test
    void asksNoWebServerWithoutARecord() {
        serve("enforce", WEEK);
        announce("");
        assertThat(mode()).isEmpty();
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void aKeptPolicyOutlivesRecordNameServerAndWebServer() {
        serve("enforce", WEEK);
        announce("1");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        announce("");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        dns.failing("_mta-sts.example.org");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        announce("2");
        web.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        web.close();
        clock.advance(Duration.ofHours(1));
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
    }

    @Test
    void holdsNoLongerThanItsTime() {
        serve("enforce", WEEK);
        announce("1");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        announce("");
        clock.advance(WEEK.minusSeconds(1));
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        clock.advance(Duration.ofSeconds(2));
        assertThat(mode()).isEmpty();
    }

    @Test
    void takesAnotherWhenTheRecordSaysSo() {
        serve("testing", WEEK);
        announce("1");
        assertThat(mode()).contains(StsPolicy.Mode.TESTING);
        serve("enforce", WEEK);
        assertThat(mode()).contains(StsPolicy.Mode.TESTING);
        announce("2");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        serve("none", WEEK);
        announce("3");
        assertThat(mode()).isEmpty();
        assertThat(web.requests()).hasSize(3);
        announce("");
        assertThat(mode()).as("the policy is that there is none").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 302 Found\r\nLocation: https://mta-sts.example.org/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 66\r\n\r\nversion: STSv1\nmode: none\nmax_age: 604800\nmx: mx.example.org\n1234\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnone",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 65537\r\n\r\n"
            })
    void isNotPutOffByABadAnswerAndAsksAgainAfterFiveMinutes(String answer) {
        serve("enforce", WEEK);
        announce("1");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        web.answer(answer);
        dns = new FakeDns().address("mta-sts.example.org", "127.0.0.1").txt("_mta-sts.example.org", "v=STSv1; id=2");
        policies = policies();
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(web.requests()).hasSize(2);
        serve("testing", WEEK);
        clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(mode()).contains(StsPolicy.Mode.TESTING);
    }

    @Test
    void goesOnAsIfThereWereNoneWhenItNeverCouldBeFetched() {
        web.answer("HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n");
        announce("1");
        assertThat(mode()).isEmpty();
    }

    @Test
    void renewsWhatIsOlderThanADayBeforeItRunsOut() {
        serve("enforce", WEEK);
        announce("1");
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        policies.refresh();
        assertThat(web.requests()).hasSize(1);
        for (int day = 0; day < 10; day++) {
            clock.advance(Duration.ofHours(25));
            policies.refresh();
        }
        assertThat(web.requests()).hasSize(11);
        announce("");
        assertThat(mode()).as("after more than its time since it was found").contains(StsPolicy.Mode.ENFORCE);
        clock.advance(WEEK.plusDays(1));
        policies.refresh();
        assertThat(queue.stsCache().fetchedBefore(clock.instant(), 10)).isEmpty();
    }

    @Test
    void saysWhyThereIsNone() {
        assertThat(policies.of(DOMAIN).failure()).isEmpty();
        announce("1");
        web.answer("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
        assertThat(policies.of(DOMAIN).failure()).contains(TlsFailure.STS_POLICY_FETCH_ERROR);
        web.serve("text/plain", "no policy");
        assertThat(policies.of(DOMAIN).failure())
                .as("it is not asked again so soon")
                .contains(TlsFailure.STS_POLICY_FETCH_ERROR);
        announce("2");
        assertThat(policies.of(DOMAIN).failure()).contains(TlsFailure.STS_POLICY_INVALID);
        serve("enforce", WEEK);
        announce("3");
        assertThat(policies.of(DOMAIN).failure()).isEmpty();
        announce("4");
        web.serve("text/plain", "no policy");
        assertThat(policies.of(DOMAIN).failure()).as("the one before holds").isEmpty();
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
    }

    @Test
    void saysThatTheWebServerDidNotProveWhoItIs() {
        try (WebServer other = new WebServer(ROOT.server("mta-sts.example.net"))) {
            announce("1");
            HttpsClient client = new HttpsClient(
                    new Connector(loops, Duration.ofSeconds(5)),
                    dns,
                    new HttpsClient.Reach(other.port(), _ -> true),
                    TrustedRoots.of(List.of(ROOT.certificate())),
                    Clock.systemUTC());
            assertThat(new StsPolicies(dns, client, queue.stsCache(), clock)
                            .of(DOMAIN)
                            .failure())
                    .contains(TlsFailure.STS_WEBPKI_INVALID);
        }
    }
}
