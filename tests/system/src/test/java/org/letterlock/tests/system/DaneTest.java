package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QueueEntry;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** Two engines, of which one publishes its key in a signed DNS. */
final class DaneTest {

    private static final String ANNA = "anna@example.test";
    private static final String BERTIL = "bertil@example.org";
    private static final String HOST = "mx.example.org";

    private static TempFolder folder;
    private static SignedRoot dns;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String annas;
    private static String bertils;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() throws IOException {
        folder = new TempFolder();
        dns = new SignedRoot();
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        Path anchors = folder.path().resolve("anchors");
        Files.writeString(anchors, dns.anchor());
        here.route("example.org", HOST, port());
        here.options(
                List.of("--resolver", "127.0.0.1:" + dns.address().getPort(), "--trust-anchors", anchors.toString()));
        here.stop();
        here.startAgain();
        dns.address(HOST);
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        annas = Mailboxes.make(here, ANNA);
        bertils = Mailboxes.make(there, BERTIL);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        dns.close();
        folder.close();
    }

    private static int port() {
        return there.address("mx").getPort();
    }

    private static byte[] digest() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(there.certificate())) {
            return MessageDigest.getInstance("SHA-256")
                    .digest(CertificateFactory.getInstance("X.509")
                            .generateCertificate(in)
                            .getPublicKey()
                            .getEncoded());
        }
    }

    @Test
    void mailWaitsForTheServerThatHasThePublishedKey() throws IOException, GeneralSecurityException {
        dns.tlsa("_" + port() + "._tcp." + HOST, new byte[32]);
        Letter letter = letters.plain(ANNA, BERTIL, "Only for you", "Not for anybody in between.\n");
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, annas).expect(235);
            client.deliver(ANNA, List.of(BERTIL), letter.octets()).expect(250);
            client.quit();
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> !queue().isEmpty()
                                && queue().getFirst().recipients().getFirst().attempts() > 0))
                .isTrue();
        String id = queue().getFirst().id();
        assertThat(recipient(id).state()).isEqualTo("waiting");
        assertThat(recipient(id).lastReply()).contains("4.7.5", "DANE");
        try (ImapTestClient imap = there.imaps().login(BERTIL, bertils)) {
            assertThat(imap.select("INBOX")).isZero();
        }

        dns.tlsa("_" + port() + "._tcp." + HOST, digest());
        here.kill9();
        here.startAgain();
        try (ControlClient control = here.control()) {
            control.call(engine -> engine.retryQueueEntry(new EngineApi.QueueName(id)));
        }
        try (ImapTestClient imap = Mailboxes.open(there, BERTIL, bertils, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
            assertThat(imap.select("INBOX")).isEqualTo(1);
        }
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> recipient(id).state().equals("sent")))
                .isTrue();
        assertThat(recipient(id).story())
                .extracting(QueueEntry.Attempt::result, QueueEntry.Attempt::host, QueueEntry.Attempt::verified)
                .containsExactly(tuple("deferred", HOST, "not"), tuple("sent", HOST, "dane"));
    }

    private static List<QueueEntry> queue() {
        try (ControlClient control = here.control()) {
            return control.queue();
        }
    }

    private static QueueEntry.Recipient recipient(String id) {
        try (ControlClient control = here.control()) {
            return control.call(engine -> engine.queueEntry(new EngineApi.QueueName(id)))
                    .recipients()
                    .getFirst();
        }
    }
}
