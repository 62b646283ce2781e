package org.letterlock.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.engine.pkix.TrustedRoots;

class HttpsClientTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final DomainName HOST = new DomainName("www.example.org");
    private static final HttpsClient.Limits LIMITS = new HttpsClient.Limits(1000, Duration.ofSeconds(20));

    private final EventLoops loops = new EventLoops(1, new SecureRandom());
    private final FakeDns dns = new FakeDns().address("www.example.org", "127.0.0.1");
    private final WebServer server = new WebServer(ROOT.server("www.example.org"));

    @AfterEach
    void close() {
        server.close();
        loops.close();
    }

    private HttpResult get(HttpsClient.Reach reach, HttpsClient.Limits limits) {
        return new HttpsClient(
                        new Connector(loops, Duration.ofSeconds(5)),
                        dns,
                        reach,
                        TrustedRoots.of(List.of(ROOT.certificate())),
                        Clock.systemUTC())
                .get(HOST, "/x", limits);
    }

    private HttpResult get() {
        return get(new HttpsClient.Reach(server.port(), _ -> true), LIMITS);
    }

    private static String body(HttpResult result) {
        assertThat(result).isInstanceOf(HttpResult.Answered.class);
        return new String(((HttpResult.Answered) result).body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void getsABodyOfKnownLength() {
        server.serve("Text/Plain; charset=utf-8", "hello");
        HttpResult result = get();
        assertThat(body(result)).isEqualTo("hello");
        assertThat(((HttpResult.Answered) result).contentType()).isEqualTo(Optional.of("text/plain"));
        assertThat(server.requests().getFirst())
                .startsWith("GET /x HTTP/1.1\r\nHost: www.example.org:" + server.port() + "\r\n");
    }

    @Test
    void getsABodyInChunks() {
        server.answer(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n");
        assertThat(body(get())).isEqualTo("abc0123456789");
    }

    @Test
    void followsNoRedirect() {
        server.answer("HTTP/1.1 302 Found\r\nLocation: https://www.example.org/y\r\nContent-Length: 0\r\n\r\n");
        assertThat(((HttpResult.Answered) get()).status()).isEqualTo(302);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-x\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\n\r\nno length",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: gzip, chunked\r\n\r\nabcde",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nbad field: x\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 100 Continue\r\n\r\n"
            })
    void usesNoAnswerThatIsNotWholeAndClear(String answer) {
        server.answer(answer);
        assertThat(get()).isInstanceOf(HttpResult.Failed.class);
    }

    @Test
    void takesNoMoreThanIsAllowed() {
        server.serve("text/plain", "x".repeat(1000));
        assertThat(body(get())).hasSize(1000);
        server.answer(out -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("2\r\nab\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
        assertThat(get()).isInstanceOf(HttpResult.Failed.class);
        server.answer(out -> {
            while (true) {
                out.write("HTTP/1.1 200 OK ".getBytes(StandardCharsets.US_ASCII));
            }
        });
        assertThat(get()).isInstanceOf(HttpResult.Failed.class);
    }

    @Test
    void waitsNoLongerThanItMay() {
        CountDownLatch release = new CountDownLatch(1);
        server.answer(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            release.await();
        });
        HttpResult result = get(
                new HttpsClient.Reach(server.port(), _ -> true), new HttpsClient.Limits(1000, Duration.ofMillis(300)));
        release.countDown();
        assertThat(result).isInstanceOf(HttpResult.Failed.class);
    }

    private HttpResult post(int port, byte[] body, Duration time, Predicate<InetAddress> allowed) {
        return new HttpsClient(
                        new Connector(loops, Duration.ofSeconds(5)),
                        dns,
                        new HttpsClient.Reach(443, allowed),
                        TrustedRoots.of(List.of(ROOT.certificate())),
                        Clock.systemUTC())
                .post(
                        new HttpsClient.Target(HOST, port, "/x?y=z"),
                        Map.of("Content-Type", "application/json"),
                        Octets.of(body),
                        time);
    }

    private HttpResult post(byte[] body) {
        return post(server.port(), body, Duration.ofSeconds(20), _ -> true);
    }

    @Test
    void postsABodyOfKnownLength() {
        byte[] body = new byte[1_000_000];
        new Random(7).nextBytes(body);
        server.serve("text/plain", "fine");
        assertThat(((HttpResult.Answered) post(body)).status()).isEqualTo(200);
        assertThat(server.requests().getFirst())
                .startsWith("POST /x?y=z HTTP/1.1\r\nHost: www.example.org:" + server.port() + "\r\n")
                .contains("\r\nContent-Type: application/json\r\n", "\r\nContent-Length: 1000000\r\n");
        assertThat(server.bodies().getFirst()).isEqualTo(body);
    }

    /** Only the status counts: what is behind it is not read, be it endless, and no redirect is followed. */
    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 302, 307, 400, 410, 500, 503})
    void readsOfTheAnswerToAPostTheStatusAlone(int status) {
        server.answer(out -> {
            out.write(("HTTP/1.1 " + status + " x\r\nLocation: https://www.example.org/y\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[65536]);
            }
        });
        assertThat(((HttpResult.Answered) post(new byte[10])).status()).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void postsToNobodyWhoIsSilentOrNoWebServerOrInside() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        server.answer(_ -> release.await());
        assertThat(post(server.port(), new byte[10], Duration.ofMillis(300), _ -> true))
                .isInstanceOf(HttpResult.Failed.class);
        release.countDown();
        server.answer("SSH-2.0-x\r\n\r\n");
        assertThat(post(new byte[10])).isInstanceOf(HttpResult.Failed.class);
        server.answer("");
        assertThat(post(new byte[10])).isInstanceOf(HttpResult.Failed.class);
        int asked = server.requests().size();
        assertThat(post(server.port(), new byte[10], Duration.ofSeconds(20), HttpsClient.Reach.PUBLIC.allowed()))
                .isEqualTo(new HttpResult.Failed(false, "www.example.org has no address that may be used"));
        try (WebServer liar = new WebServer(TestAuthority.root("root").server("www.example.org"))) {
            assertThat(post(liar.port(), new byte[10], Duration.ofSeconds(20), _ -> true))
                    .isInstanceOfSatisfying(
                            HttpResult.Failed.class,
                            failed -> assertThat(failed.certificate()).isTrue());
            assertThat(liar.requests()).isEmpty();
        }
        assertThat(server.requests()).hasSize(asked);
    }

    @Test
    void speaksOnlyToWhoProvesToBeTheHost() {
        Instant now = Instant.now();
        for (TlsIdentity identity : List.of(
                ROOT.server("example.org"),
                TestAuthority.root("root").server("www.example.org"),
                ROOT.server(now.minusSeconds(7200), now.minusSeconds(3600), "www.example.org"))) {
            try (WebServer liar = new WebServer(identity)) {
                assertThat(get(new HttpsClient.Reach(liar.port(), _ -> true), LIMITS))
                        .isInstanceOfSatisfying(
                                HttpResult.Failed.class,
                                failed -> assertThat(failed.certificate()).isTrue());
                assertThat(liar.requests()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "::1",
                "fe80::1",
                "fd00::1",
                "64:ff9b::7f00:1"
            })
    void connectsToNoInnerHost(String address) {
        dns.address("www.example.org", address);
        HttpResult result = get(new HttpsClient.Reach(server.port(), HttpsClient.Reach.PUBLIC.allowed()), LIMITS);
        assertThat(result).isEqualTo(new HttpResult.Failed(false, "www.example.org has no address that may be used"));
        assertThat(server.requests()).isEmpty();
    }
}
