package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DkimChecks;
import org.letterlock.tests.kit.peer.DkimChecks.Verdict;
import org.letterlock.tests.kit.peer.DnsPeer;

/** OpenDKIM and dkimpy check what an engine signs, by RSA and Ed25519, with the keys that it says are to be published, which a BIND serves. */
@Tag("peers")
final class DkimPeersTest {

    private static final String ANNA = "anna@example.test";
    private static final String BERTIL = "bertil@example.org";
    private static final Verdict RSA = new Verdict("rsa-sha256", "pass");
    private static final Verdict ED25519 = new Verdict("ed25519-sha256", "pass");

    private static TempFolder folder;
    private static DnsPeer dns;
    private static EngineProcess here;
    private static EngineProcess there;
    private static String annas;
    private static String bertils;
    private static Map<String, String> keys;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(DnsPeer.isPossible() && DkimChecks.arePossible(), "BIND, OpenDKIM or dkimpy is not installed");
        folder = new TempFolder();
        dns = DnsPeer.start("test", "example.test");
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", there.address("mx"));
        here.stop();
        here.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        annas = Mailboxes.make(here, ANNA);
        bertils = Mailboxes.make(there, BERTIL);
        keys = publish();
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

    /** Publishes the keys of {@code here} and gives the names and texts of their records. */
    private static Map<String, String> publish() throws IOException {
        StringBuilder records = new StringBuilder();
        Map<String, String> texts = new LinkedHashMap<>();
        try (ControlClient control = here.control()) {
            DkimInfo info = control.call(engine -> engine.dkim(new EngineApi.DomainName("example.test")));
            for (DkimInfo.Key key : info.keys()) {
                String value = key.record().value();
                records.append(key.record().name())
                        .append(". TXT ")
                        .append(value)
                        .append('\n');
                texts.put(key.record().name(), value.replace("\" \"", "").replace("\"", ""));
            }
        }
        dns.publish("example.test", DnsPeer.Signed.WELL, records.toString());
        return texts;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello.\r\n",
                "",
                "\r\n\r\n",
                "Blanks \t at  the end \t \r\n \r\n\r\n\r\n",
                ".\r\n..\r\nFrom me\r\n",
                "Grüße, こんにちは、世界。\r\n",
                "no end of line"
            })
    void othersVerifyBothSignatures(String body) throws IOException {
        byte[] received = received(body);
        assertThat(DkimChecks.dkimpy(received, dns.address())).containsExactlyInAnyOrder(RSA, ED25519);
        assertThat(DkimChecks.openDkim(received, keys)).containsExactlyInAnyOrder(RSA, ED25519);

        byte[] changed = new String(received, StandardCharsets.ISO_8859_1)
                .replace("Subject: Signed", "Subject: Forged")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(DkimChecks.dkimpy(changed, dns.address()))
                .hasSize(2)
                .extracting(Verdict::result)
                .containsOnly("fail");
        assertThat(DkimChecks.openDkim(changed, keys))
                .isNotEmpty()
                .extracting(Verdict::result)
                .containsOnly("fail");
    }

    /** The letter with this body as it came. */
    private static byte[] received(String body) {
        long before;
        try (ImapTestClient imap = there.imaps().login(BERTIL, bertils)) {
            before = imap.select("INBOX");
        }
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, annas).expect(235);
            client.deliver(ANNA, List.of(BERTIL), letter(body)).expect(250);
            client.quit();
        }
        try (ImapTestClient imap = Mailboxes.open(there, BERTIL, bertils, before + 1)) {
            return Mailboxes.text(imap, before + 1, "").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] letter(String body) {
        return ("From: Anna <anna@example.test>\r\nTo: bertil@example.org\r\nSubject: Signed \r\n  and \t folded\r\n"
                        + "Date: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <"
                        + body.hashCode() + "@example.test>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
