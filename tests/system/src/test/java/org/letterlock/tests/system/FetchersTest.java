package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.Fetchmail;
import org.letterlock.tests.kit.peer.Fetchmail.Fetched;
import org.letterlock.tests.kit.peer.Getmail;

/** getmail and fetchmail fetch each letter once, whole, and delete what they are told to. */
@Tag("peers")
final class FetchersTest {

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

    private List<Letter> deliver(String to, int count) {
        List<Letter> some = IntStream.range(0, count)
                .mapToObj(i -> i % 3 == 0
                        ? letters.withAttachment(FRIEND, to, "Letter " + i, ".\n..\n.", "a.bin", 50_000)
                        : letters.japaneseUtf8(FRIEND, to, "手紙 " + i, "本文\n.\n"))
                .toList();
        try (SmtpTestClient client = engine.mx().ehlo()) {
            for (Letter letter : some) {
                client.deliver(FRIEND, List.of(to), letter.octets()).expect(250);
            }
        }
        return some;
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    }

    @Test
    void getmailFetchesOnceAndKeeps() {
        assumeTrue(Getmail.isPossible(), "getmail is not installed");
        String user = "gerd@example.test";
        String password = Mailboxes.make(engine, user);
        List<Letter> sent = deliver(user, 6);
        Getmail getmail = new Getmail(folder.path().resolve("gerd"), engine, user, password, false);
        getmail.run().expectSuccess();
        assertThat(getmail.mail()).hasSize(6);
        for (Letter letter : sent) {
            assertThat(getmail.mail())
                    .anyMatch(octets ->
                            text(octets).contains(text(letter.octets()).strip()));
        }
        deliver(user, 3);
        getmail.run().expectSuccess();
        getmail.run().expectSuccess();
        assertThat(getmail.mail()).hasSize(9);
        try (ImapTestClient imap = Mailboxes.open(engine, user, password, 9)) {
            assertThat(imap.search("UNSEEN")).hasSize(9);
        }
    }

    @Test
    void getmailDeletesWhatItFetched() {
        assumeTrue(Getmail.isPossible(), "getmail is not installed");
        String user = "gina@example.test";
        String password = Mailboxes.make(engine, user);
        deliver(user, 5);
        Getmail getmail = new Getmail(folder.path().resolve("gina"), engine, user, password, true);
        getmail.run().expectSuccess();
        assertThat(getmail.mail()).hasSize(5);
        try (ImapTestClient imap = engine.imaps().login(user, password)) {
            assertThat(imap.select("INBOX")).isZero();
            assertThat(imap.select("Trash")).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3s", "pop3"})
    void fetchmailFetchesOnceAndKeeps(String service) {
        assumeTrue(Fetchmail.isPossible(), "fetchmail is not installed");
        String user = "fred-" + service + "@example.test";
        String password = Mailboxes.make(engine, user);
        List<Letter> sent = deliver(user, 10);
        Fetchmail fetchmail = new Fetchmail(folder.path().resolve(user), engine, service, user, password, Fetched.KEEP);
        assertThat(fetchmail.run())
                .satisfies(ran -> assertThat(ran.exitCode()).as(ran.output()).isZero());
        for (Letter letter : sent) {
            assertThat(fetchmail.mail()).anyMatch(octets -> text(octets).endsWith(text(letter.octets())));
        }
        deliver(user, 2);
        fetchmail.run().expectSuccess();
        fetchmail.run();
        assertThat(fetchmail.mail()).hasSize(12);
    }

    @Test
    void fetchmailDeletesWhatItFetched() {
        assumeTrue(Fetchmail.isPossible(), "fetchmail is not installed");
        String user = "fay@example.test";
        String password = Mailboxes.make(engine, user);
        deliver(user, 5);
        Fetchmail fetchmail =
                new Fetchmail(folder.path().resolve("fay"), engine, "pop3s", user, password, Fetched.DELETE);
        fetchmail.run().expectSuccess();
        assertThat(fetchmail.mail()).hasSize(5);
        try (ImapTestClient imap = engine.imaps().login(user, password)) {
            assertThat(imap.select("INBOX")).isZero();
            assertThat(imap.select("Trash")).isEqualTo(5);
        }
    }
}
