package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
import org.letterlock.tests.kit.peer.DnsPeer;
import org.letterlock.tests.kit.peer.DnsPeer.Signed;

/** DANE by what a BIND serves: a signed root, {@code org} and {@code example.org}, whose host's key is published rightly, wrongly, and under broken signatures. */
@Tag("peers")
final class SignedDnsTest {

    private static final String ANNA = "anna@example.test";
    private static final String HOST = "mx.example.org";

    private static TempFolder folder;
    private static DnsPeer dns;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String annas;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(DnsPeer.isPossible(), "BIND is not installed");
        folder = new TempFolder();
        dns = DnsPeer.start("org", "example.org", "example.net");
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", HOST, port());
        here.route("example.net", "mx.example.net", port());
        here.options(List.of(
                "--resolver",
                "127.0.0.1:" + dns.address().getPort(),
                "--trust-anchors",
                dns.anchors().toString()));
        here.stop();
        here.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        Mailboxes.domain(there, "example.net");
        annas = Mailboxes.make(here, ANNA);
    }

    @AfterAll
    static void stop() throws IOException {
        if (here != null) {
            here.close();
        }
        if (there != null) {
            there.close();
        }
        if (dns != null) {
            dns.close();
            folder.close();
        }
    }

    @Test
    void aLetterWaitsForTheServerThatHasThePublishedKey() throws IOException, GeneralSecurityException {
        String to = "bertil@example.org";
        String password = Mailboxes.make(there, to);
        publish(Signed.WELL, new byte[32]);
        Letter letter = letter(to);
        String id = submit(letter);
        assertThat(recipient(id).lastReply()).contains("4.7.5", "none that its TLSA records (DANE) name");
        itComesOnceAllIsRight(letter, id, password);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signed.class,
            names = {"UNTIL_YESTERDAY", "WRONGLY", "NOT"})
    void aLetterWaitsWhileTheRightKeyIsNotSignedFor(Signed how) throws IOException, GeneralSecurityException {
        String to = how.name().toLowerCase(Locale.ROOT) + "@example.org";
        String password = Mailboxes.make(there, to);
        publish(how, digest());
        Letter letter = letter(to);
        String id = submit(letter);
        assertThat(recipient(id).lastReply()).contains("the signatures of its answer do not hold");
        itComesOnceAllIsRight(letter, id, password);
    }

    @Test
    void aLetterGoesWhereTheDnsProvesThatNoKeyIsPublished() throws IOException {
        String to = "cecilia@example.org";
        String password = Mailboxes.make(there, to);
        dns.publish("example.org", Signed.WELL, "mx A 127.0.0.1");
        Letter letter = letter(to);
        String id = submit(letter);
        awaitSent(id);
        assertThat(recipient(id).story())
                .extracting(QueueEntry.Attempt::result, QueueEntry.Attempt::host, QueueEntry.Attempt::verified)
                .containsExactly(tuple("sent", HOST, "not"));
        arrived(letter, password);
    }

    @Test
    void aKeyThatNobodySignedForMeansNothingWhereNobodyIsExpectedTo() throws IOException {
        String to = "david@example.net";
        String password = Mailboxes.make(there, to);
        dns.publish("example.net", Signed.NOT, records(new byte[32]));
        dns.publish("", Signed.WELL, "");
        Letter letter = letter(to);
        String id = submit(letter);
        awaitSent(id);
        assertThat(recipient(id).story())
                .extracting(QueueEntry.Attempt::result, QueueEntry.Attempt::host, QueueEntry.Attempt::verified)
                .containsExactly(tuple("sent", "mx.example.net", "not"));
        arrived(letter, password);
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

    private static void publish(Signed how, byte[] digest) throws IOException {
        dns.publish("example.org", how, records(digest));
    }

    private static String records(byte[] digest) {
        return """
                mx A 127.0.0.1
                _%d._tcp.mx TLSA 3 1 1 %s
                """.formatted(port(), HexFormat.of().formatHex(digest));
    }

    private Letter letter(String to) {
        return letters.plain(ANNA, to, "Only for you", "Not for anybody in between.\n");
    }

    /** Hands a letter in and gives its name in the queue once it was tried. */
    private static String submit(Letter letter) {
        List<String> before = queue().stream().map(QueueEntry::id).toList();
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, annas).expect(235);
            client.deliver(ANNA, List.of(letter.to()), letter.octets()).expect(250);
            client.quit();
        }
        String id = queue().stream()
                .map(QueueEntry::id)
                .filter(each -> !before.contains(each))
                .findFirst()
                .orElseThrow();
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> recipient(id).attempts() > 0))
                .isTrue();
        return id;
    }

    /** The letter has not come, comes when the key is published as it should be, and was let go by DANE. */
    private static void itComesOnceAllIsRight(Letter letter, String id, String password)
            throws IOException, GeneralSecurityException {
        assertThat(recipient(id).state()).isEqualTo("waiting");
        try (ImapTestClient imap = there.imaps().login(letter.to(), password)) {
            assertThat(imap.select("INBOX")).isZero();
        }
        publish(Signed.WELL, digest());
        try (ControlClient control = here.control()) {
            control.call(engine -> engine.retryQueueEntry(new EngineApi.QueueName(id)));
        }
        awaitSent(id);
        assertThat(recipient(id).story().getLast())
                .extracting(QueueEntry.Attempt::result, QueueEntry.Attempt::host, QueueEntry.Attempt::verified)
                .containsExactly("sent", HOST, "dane");
        arrived(letter, password);
    }

    private static void arrived(Letter letter, String password) {
        try (ImapTestClient imap = Mailboxes.open(there, letter.to(), password, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
            assertThat(imap.select("INBOX")).isEqualTo(1);
        }
    }

    private static void awaitSent(String id) {
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> recipient(id).state().equals("sent")))
                .as(() -> recipient(id) + dns.log())
                .isTrue();
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
