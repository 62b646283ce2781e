package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.DnsPeer;
import org.letterlock.tests.kit.peer.OwnNetwork;
import org.letterlock.tests.kit.peer.TestAuthority;

/**
 * Part of {@link StrangersTest}, in a network of its own: a letter waits while the server that it is for cannot show a certificate that its policy asks for, also when
 * the DNS does not speak of the policy any more, and goes when it can (RFC 8461).
 */
final class StsPolicyIsKept {

    private static final String ANNA = "anna@example.test";
    private static final String BERTIL = "bertil@example.net";
    private static final String MX = "mx.example.net";
    private static final String POLICY = """
            version: STSv1
            mode: enforce
            mx: mx.example.net
            max_age: 86400
            """;
    private static final String RECORDS = """
            @ MX 10 mx
            mx A 11.22.33.2
            mta-sts A 11.22.33.3
            """;

    private final EngineProcess here;
    private final String password;

    private StsPolicyIsKept(EngineProcess here, String password) {
        this.here = here;
        this.password = password;
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        try (TempFolder folder = new TempFolder();
                DnsPeer dns = DnsPeer.startAsResolver("net", "example.net")) {
            TestAuthority authority = new TestAuthority(folder.path().resolve("authority"));
            dns.publish("example.net", DnsPeer.Signed.WELL, RECORDS + "_mta-sts TXT \"v=STSv1; id=1\"\n");
            HttpsServer web = web(authority.keyStore("mta-sts.example.net"));
            try (EngineProcess there = EngineProcess.start(
                            new EngineProcess.Settings(folder.path().resolve("there"), MX, Map.of(), List.of()));
                    EngineProcess here = EngineProcess.start(new EngineProcess.Settings(
                            folder.path().resolve("here"),
                            "mail.example.test",
                            Map.of(),
                            List.of(
                                    "-Djavax.net.ssl.trustStore=" + authority.trustStore(),
                                    "-Djavax.net.ssl.trustStorePassword=" + TestAuthority.PASSWORD)))) {
                there.stop();
                there.options(List.of("--resolver", OwnNetwork.RESOLVER + ":53", "--mx", "11.22.33.2:25"));
                there.startAgain();
                here.stop();
                here.options(List.of(
                        "--resolver",
                        OwnNetwork.RESOLVER + ":53",
                        "--trust-anchors",
                        dns.anchors().toString()));
                here.startAgain();
                Mailboxes.domain(here, "example.test");
                Mailboxes.domain(there, "example.net");
                String bertils = Mailboxes.make(there, BERTIL);
                StsPolicyIsKept sender = new StsPolicyIsKept(here, Mailboxes.make(here, ANNA));

                String id = sender.send();
                sender.awaitAttempts(id, 1);
                sender.expectThatItWaits(id);

                dns.publish("example.net", DnsPeer.Signed.WELL, RECORDS);
                here.kill9();
                here.startAgain();
                sender.retry(id);
                sender.awaitAttempts(id, 2);
                sender.expectThatItWaits(id);
                try (ImapTestClient imap = there.imaps().login(BERTIL, bertils)) {
                    assertThat(imap.select("INBOX")).isZero();
                }

                there.stop();
                authority.certify(MX, there.certificate().resolveSibling("key.pem"), there.certificate());
                there.startAgain();
                sender.retry(id);
                try (ImapTestClient imap = Mailboxes.open(there, BERTIL, bertils, 1)) {
                    assertThat(imap.select("INBOX")).isEqualTo(1);
                }
                assertThat(Waiting.until(
                                Mailboxes.PATIENCE,
                                () -> sender.recipient(id).state().equals("sent")))
                        .isTrue();
                assertThat(sender.recipient(id).story())
                        .extracting(QueueEntry.Attempt::result, QueueEntry.Attempt::verified)
                        .containsExactly(tuple("deferred", "not"), tuple("deferred", "not"), tuple("sent", "mta-sts"));
            } finally {
                web.stop(0);
            }
        }
    }

    private static HttpsServer web(Path keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, TestAuthority.PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, TestAuthority.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer web = HttpsServer.create(new InetSocketAddress("11.22.33.3", 443), 10);
        web.setHttpsConfigurator(new HttpsConfigurator(context));
        web.createContext("/.well-known/mta-sts.txt", exchange -> {
            byte[] policy = POLICY.getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, policy.length);
            exchange.getResponseBody().write(policy);
            exchange.close();
        });
        web.start();
        return web;
    }

    private String send() {
        byte[] letter = ("From: <" + ANNA + ">\r\nTo: <" + BERTIL + ">\r\nSubject: Only for you\r\n\r\nHello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, password).expect(235);
            client.deliver(ANNA, List.of(BERTIL), letter).expect(250);
        }
        try (ControlClient control = here.control()) {
            return control.queue().getFirst().id();
        }
    }

    private void retry(String id) {
        try (ControlClient control = here.control()) {
            control.call(engine -> engine.retryQueueEntry(new EngineApi.QueueName(id)));
        }
    }

    private QueueEntry.Recipient recipient(String id) {
        try (ControlClient control = here.control()) {
            return control.call(engine -> engine.queueEntry(new EngineApi.QueueName(id)))
                    .recipients()
                    .getFirst();
        }
    }

    private void awaitAttempts(String id, int count) {
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> recipient(id).attempts() >= count))
                .isTrue();
    }

    private void expectThatItWaits(String id) {
        assertThat(recipient(id).state()).isEqualTo("waiting");
        assertThat(recipient(id).lastReply()).contains("4.7.5", "MTA-STS");
    }
}
