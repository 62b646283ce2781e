package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

final class LetterJourneyTest {

    private static final String FRIEND = "friend@example.org";

    private static TempFolder folder;
    private static EngineProcess engine;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
    }

    @AfterAll
    static void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void letterToALockedAccountIsThereAfterLogin() {
        String password = Mailboxes.make(engine, "locked@example.test");
        Letter plain = letters.plain(FRIEND, "locked@example.test", "Hello", "One line.\n.dot\n");
        Letter large = letters.withAttachment(FRIEND, "locked@example.test", "Large", "See.\n", "a.bin", 3 << 20);
        deliver("locked@example.test", plain, large);
        try (ControlClient control = engine.control()) {
            assertThat(control.account("locked@example.test").unlocked()).isFalse();
            assertThat(control.account("locked@example.test").waiting()).isEqualTo(2);
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "locked@example.test", password, 2)) {
            assertThat(Mailboxes.holds(imap, plain)).isTrue();
            assertThat(Mailboxes.holds(imap, large)).isTrue();
            imap.logout();
        }
        try (ControlClient control = engine.control()) {
            assertThat(control.account("locked@example.test").unlocked()).isTrue();
            control.lock("locked@example.test");
            assertThat(control.account("locked@example.test").unlocked()).isFalse();
        }
    }

    @Test
    void idleAnnouncesANewLetter() {
        String password = Mailboxes.make(engine, "idle@example.test");
        try (ImapTestClient imap = Mailboxes.open(engine, "idle@example.test", password, 0)) {
            String tag = imap.idle();
            deliver("idle@example.test", letters.plain(FRIEND, "idle@example.test", "News", "News.\n"));
            assertThat(imap.await("EXISTS").line()).isEqualTo("* 1 EXISTS");
            assertThat(imap.done(tag).isOk()).isTrue();
        }
    }

    @Test
    void submissionReachesALocalMailbox() {
        String sender = Mailboxes.make(engine, "sender@example.test");
        String reader = Mailboxes.make(engine, "reader@example.test");
        Letter letter = letters.plain("sender@example.test", "reader@example.test", "Hi", "Hi.\n");
        try (SmtpTestClient client = engine.submissions().ehlo()) {
            client.authPlain("sender@example.test", sender).expect(235);
            client.deliver("sender@example.test", List.of("reader@example.test"), letter.octets())
                    .expect(250);
            client.quit();
        }
        try (ImapTestClient imap = Mailboxes.open(engine, "reader@example.test", reader, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
        }
    }

    @Test
    void submissionWithStartTlsNeedsTlsAndLogin() {
        String password = Mailboxes.make(engine, "careful@example.test");
        try (SmtpTestClient client =
                SmtpTestClient.connect(engine.address("submission")).ehlo()) {
            assertThat(client.extensions()).noneMatch(extension -> extension.startsWith("AUTH"));
            assertThat(client.authPlain("careful@example.test", password).code())
                    .isGreaterThanOrEqualTo(500);
            client.startTls();
            assertThat(client.command("MAIL FROM:<careful@example.test>").code())
                    .isEqualTo(530);
            client.authPlain("careful@example.test", password).expect(235);
            client.command("MAIL FROM:<careful@example.test>").expect(250);
            client.quit();
        }
    }

    @Test
    void refusesAWrongPassword() {
        Mailboxes.make(engine, "guessed@example.test");
        try (ImapTestClient imap = engine.imaps()) {
            ImapTestClient.Result result = imap.attempt("LOGIN guessed@example.test guess");
            assertThat(result.text()).startsWith("NO").contains("AUTHENTICATIONFAILED");
        }
        try (SmtpTestClient client = engine.submissions().ehlo()) {
            client.authPlain("guessed@example.test", "guess").expect(535);
            client.authPlain("nobody@example.test", "guess").expect(535);
        }
    }

    @Test
    void refusesUnknownRecipientsAndForeignDomains() {
        Mailboxes.make(engine, "known@example.test");
        try (SmtpTestClient client = engine.mx().ehlo()) {
            client.command("MAIL FROM:<" + FRIEND + ">").expect(250);
            client.command("RCPT TO:<unknown@example.test>").expect(550);
            assertThat(client.command("RCPT TO:<somebody@elsewhere.test>").code())
                    .isGreaterThanOrEqualTo(550);
            client.command("RCPT TO:<known@example.test>").expect(250);
            client.command("RSET").expect(250);
            client.quit();
        }
    }

    @Test
    void detailAndCatchAllReachTheAccount() {
        Mailboxes.domain(engine, "example.net");
        String password = Mailboxes.make(engine, "all@example.net");
        try (ControlClient control = engine.control()) {
            control.setCatchAll("example.net", "all@example.net");
        }
        deliver("all+shop@example.net", letters.plain(FRIEND, "all+shop@example.net", "a", "a\n"));
        deliver("whoever@example.net", letters.plain(FRIEND, "whoever@example.net", "b", "b\n"));
        try (ImapTestClient imap = Mailboxes.open(engine, "all@example.net", password, 2)) {
            assertThat(imap.headers("1:*", "DELIVERED-TO"))
                    .containsExactlyInAnyOrder("all+shop@example.net", "whoever@example.net");
        }
    }

    private static void deliver(String to, Letter... some) {
        try (SmtpTestClient client = engine.mx().ehlo()) {
            for (Letter letter : some) {
                client.deliver(letter.from(), List.of(to), letter.octets()).expect(250);
            }
            client.quit();
        }
    }
}
