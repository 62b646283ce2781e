package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.directory.RspamdRule;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.http.LocalClient;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Opinion;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.smtp.RcptParameters;

/** What is asked of an rspamd, over a real socket, and what is made of its answers, good and bad ones. */
class RspamdTest {

    private static final String LETTER = "Subject: x\r\n\r\nbody\r\n";
    private static final HttpsClient.Limits QUICK = new HttpsClient.Limits(4096, Duration.ofMillis(500));

    private final EventLoops loops = new EventLoops(1, new SecureRandom());
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile String answer = "";
    private volatile boolean silent;
    private ServerSocket server;
    private Thread serving;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setReceiveBufferSize(8192); // The system takes little for a server that does not read.
        serving = Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        server.close();
        loops.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    head.write(in.read());
                }
                heads.add(head.toString(StandardCharsets.ISO_8859_1));
                bodies.add(new String(in.readNBytes(LETTER.length()), StandardCharsets.ISO_8859_1));
                if (silent) {
                    release.await();
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // The client went away, or the test is over.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String ok(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json;
    }

    private Rspamd rspamd(boolean refuses) {
        return new Rspamd(
                new LocalClient(new Connector(loops, Duration.ofMinutes(2))),
                () -> Optional.of(new RspamdRule(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), refuses)),
                QUICK);
    }

    private Optional<Opinion> ask() {
        return ask(Octets.of(LETTER.getBytes(StandardCharsets.US_ASCII)));
    }

    private Optional<Opinion> ask(Octets letter) {
        Trace trace = new Trace(
                "evil\r\nIP: 127.0.0.1",
                Optional.of(InetAddress.ofLiteral("192.0.2.10")),
                new DomainName("mx.example.test"),
                Optional.of(new Trace.Protocol(true, false, false, false, false)),
                Optional.empty(),
                "c-1-1");
        List<Recipient> recipients = List.of(
                Recipient.dropped(EmailAddress.parse("anna@example.test").orElseThrow(), RcptParameters.NONE),
                Recipient.dropped(EmailAddress.parse("ben@example.test").orElseThrow(), RcptParameters.NONE));
        return rspamd(false)
                .ask(
                        new OtherFilter.About(
                                trace,
                                ReversePath.of(
                                        EmailAddress.parse("ann@example.org").orElseThrow()),
                                recipients,
                                Optional.of(new DomainName("mail.example.org"))),
                        letter);
    }

    /** Who takes nothing of a large letter holds it up no longer than who says nothing, whatever a connection may wait by itself. */
    @Test
    @Timeout(60)
    void waitsNoLongerForWhoDoesNotRead() {
        silent = true;
        assertThat(ask(Octets.of(new byte[20 << 20]))).isEmpty();
        assertThat(bodies).hasSize(1);
    }

    @Test
    void asksWithWhatItKnowsAndReadsTheReasons() {
        answer = ok("{\"score\":7.26,\"required_score\":15,\"action\":\"add header\",\"symbols\":{"
                + "\"FEW\":{\"name\":\"FEW\",\"score\":0.5},\"MUCH\":{\"score\":6.8},\"NOTHING\":{\"score\":0},"
                + "\"GOOD\":{\"score\":-0.04},\"BAD,NAME\":{\"score\":9}},\"messages\":{}}");
        assertThat(ask()).contains(new Opinion(73, false, List.of("MUCH", "FEW")));
        assertThat(bodies).containsExactly(LETTER);
        assertThat(heads.getFirst())
                .startsWith("POST /checkv2 HTTP/1.1\r\nHost: localhost:" + server.getLocalPort() + "\r\n")
                .contains(
                        "\r\nContent-Length: " + LETTER.length() + "\r\n",
                        "\r\nIP: 192.0.2.10\r\nHelo: evil??IP: 127.0.0.1\r\nFrom: ann@example.org\r\n"
                                + "Rcpt: anna@example.test\r\nRcpt: ben@example.test\r\nHostname: mail.example.org\r\n");
    }

    @Test
    void saysThatItRejects() {
        answer = ok("{\"score\":1e300,\"action\":\"reject\"}");
        assertThat(ask()).contains(new Opinion(10_000, true, List.of()));
        answer = ok("{\"score\":-3,\"action\":\"soft reject\",\"symbols\":[]}");
        assertThat(ask()).contains(new Opinion(-30, false, List.of()));
        assertThat(rspamd(false).mayRefuse()).isFalse();
        assertThat(rspamd(true).mayRefuse()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "{\"score\":7}",
                "{\"action\":\"reject\"}",
                "{\"score\":\"many\",\"action\":\"reject\"}",
                "{\"score\":{},\"action\":\"reject\"}",
                "{\"score\":[1,2],\"action\":\"reject\"}",
                "{\"score\":null,\"action\":\"reject\"}",
                "{\"score\":7,\"action\":{}}",
                "{\"score\":7,\"action\":\"reject\",\"symbols\":{\"A\":{\"score\":\"x\"}}}"
            })
    void hasNoOpinionWhereItSpeaksNonsense(String json) {
        answer = ok(json);
        assertThat(ask()).isEmpty();
    }

    @Test
    void hasNoOpinionWhereItIsDeeplyNestedOrTooLongOrFailsOrIsSilentOrGone() throws IOException, InterruptedException {
        answer = ok("{\"score\":1,\"action\":\"x\",\"symbols\":" + "[".repeat(2000) + "]".repeat(2000) + "}");
        assertThat(ask()).isEmpty();
        answer = ok("{\"score\":1,\"action\":\"x\",\"y\":\"" + "z".repeat(5000) + "\"}");
        assertThat(ask()).isEmpty();
        answer = "HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n";
        assertThat(ask()).isEmpty();
        answer = "nonsense\r\n\r\n";
        assertThat(ask()).isEmpty();
        answer = ok("{\"score\":1,\"action\":\"x\"}");
        assertThat(ask()).isPresent();
        silent = true;
        assertThat(ask()).isEmpty();
        release.countDown();
        server.close();
        // Until it has left, the system may still take a connection for it.
        serving.join();
        assertThat(ask()).isEmpty();
    }

    @Test
    void isAskedOnThisMachineAlone() {
        LocalClient client = new LocalClient(new Connector(loops, Duration.ofSeconds(1)));
        assertThatThrownBy(() -> client.post(
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 11333),
                        "/",
                        List.of(),
                        Octets.of(new byte[0]),
                        QUICK))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
