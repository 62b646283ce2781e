package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.letterlock.tests.kit.peer.Program;

/** curl reads and sends, and holds the engine's certificate against its name. */
@Tag("peers")
final class CurlTest {

    private static final String NAME = "mail.example.test";
    private static final int LOGIN_DENIED = 67;
    private static final int CERTIFICATE_REFUSED = 60;

    private static TempFolder folder;
    private static EngineProcess engine;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        assumeTrue(Program.isInstalled("curl"), "curl is not installed");
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
            folder.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imaps", "imap"})
    void uploadsListsSearchesAndFetches(String service) throws IOException {
        String user = service + "@example.test";
        String password = Mailboxes.make(engine, user);
        Letter letter =
                letters.withAttachment("friend@example.org", user, "Findable", "The words.\n", "a.bin", 100_000);
        Path file = folder.path().resolve(service + ".eml");
        Files.write(file, letter.octets());
        assertThat(curl(user, password, service, "/Archive", "--upload-file", file.toString())
                        .exitCode())
                .isZero();
        assertThat(curl(user, password, service, "/").output())
                .contains("INBOX", "(\\HasNoChildren \\Sent) \"/\" Sent", "(\\HasNoChildren \\Archive) \"/\" Archive");
        assertThat(curl(user, password, service, "/Archive?SUBJECT%20Findable").output())
                .contains("* SEARCH 1");
        assertThat(curl(user, password, service, "/Archive?BODY%20absent").output())
                .contains("* SEARCH")
                .doesNotContain("1");
        Path fetched = folder.path().resolve(service + ".fetched");
        curl(user, password, service, "/Archive;UID=1", "--output", fetched.toString())
                .expectSuccess();
        assertThat(fetched).hasBinaryContent(letter.octets());
        curl(
                        user,
                        password,
                        service,
                        "/Archive;MAILINDEX=1;SECTION=HEADER.FIELDS%20(SUBJECT)",
                        "--output",
                        fetched.toString())
                .expectSuccess();
        assertThat(fetched).content().isEqualTo("Subject: Findable\r\n\r\n");
        assertThat(curl(user, password, service, "/Archive", "--request", "STORE 1 +FLAGS (\\Deleted)")
                        .output())
                .contains("\\Deleted");
        curl(user, password, service, "/Archive", "--request", "EXPUNGE").expectSuccess();
        assertThat(curl(user, password, service, "", "--request", "STATUS Archive (MESSAGES)")
                        .output())
                .contains("(MESSAGES 0)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"submissions PLAIN", "submissions LOGIN", "submission PLAIN", "submission LOGIN"})
    void submits(String way) throws IOException {
        String service = way.substring(0, way.indexOf(' '));
        String mechanism = way.substring(way.indexOf(' ') + 1);
        String user = (service + mechanism).toLowerCase(Locale.ROOT) + "@example.test";
        String password = Mailboxes.make(engine, user);
        Letter letter = letters.japaneseUtf8(user, user, "自分へ", "テスト。\n.\n");
        Path file = folder.path().resolve(user);
        Files.write(file, letter.octets());
        curl(
                        user,
                        password,
                        service,
                        "",
                        "--login-options",
                        "AUTH=" + mechanism,
                        "--mail-from",
                        user,
                        "--mail-rcpt",
                        user,
                        "--upload-file",
                        file.toString())
                .expectSuccess();
        try (ImapTestClient imap = Mailboxes.open(engine, user, password, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3s", "pop3"})
    void listsFetchesAndDeletesOverPop3(String service) throws IOException {
        String user = "anna-" + service + "@example.test";
        String password = Mailboxes.make(engine, user);
        Letter letter = letters.withAttachment("friend@example.org", user, "Dots", ".\n..\n", "a.bin", 100_000);
        try (SmtpTestClient client = engine.mx().ehlo()) {
            client.deliver(letter.from(), List.of(user), letter.octets()).expect(250);
        }
        Path fetched = folder.path().resolve(user);
        curl(user, password, service, "/1", "--output", fetched.toString()).expectSuccess();
        assertThat(Files.readString(fetched, StandardCharsets.ISO_8859_1))
                .endsWith(new String(letter.octets(), StandardCharsets.ISO_8859_1));
        assertThat(curl(user, password, service, "/").output()).isEqualTo("1 " + Files.size(fetched) + "\r\n");
        assertThat(curl(user, password, service, "/", "--request", "UIDL").output())
                .matches("1 [!-~]{1,70}\r\n");
        assertThat(curl(user, password, service, "/", "--request", "TOP 1 0").output())
                .contains("Subject: Dots")
                .doesNotContain("Content-Disposition: attachment");
        curl(user, password, service, "/1", "--request", "DELE", "--list-only").expectSuccess();
        assertThat(curl(user, password, service, "/").output()).isBlank();
    }

    @Test
    void isDeniedWithAWrongPassword() throws IOException {
        Mailboxes.make(engine, "guessed@example.test");
        for (String service : List.of("imaps", "imap", "pop3s", "pop3", "submissions", "submission")) {
            assertThat(curl("guessed@example.test", "guess", service, "", "--mail-from", "a@example.test")
                            .exitCode())
                    .as(service)
                    .isEqualTo(LOGIN_DENIED);
        }
    }

    @Test
    void holdsTheCertificateAgainstTheName() throws IOException {
        int port = engine.address("imaps").getPort();
        Program.Result other = Program.of(
                        "curl",
                        "-sS",
                        "--cacert",
                        engine.certificate().toString(),
                        "--connect-to",
                        "other.example.test:" + port + ":127.0.0.1:" + port,
                        "imaps://other.example.test:" + port + "/")
                .run();
        assertThat(other.exitCode()).isEqualTo(CERTIFICATE_REFUSED);
    }

    private static Program.Result curl(String user, String password, String service, String path, String... more)
            throws IOException {
        int port = engine.address(service).getPort();
        String scheme = switch (service) {
            case "submission" -> "smtp";
            case "submissions" -> "smtps";
            default -> service;
        };
        List<String> all = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--config",
                "-",
                "--ssl-reqd",
                "--cacert",
                engine.certificate().toString(),
                "--connect-to",
                NAME + ":" + port + ":127.0.0.1:" + port,
                "--url",
                scheme + "://" + NAME + ":" + port + path));
        all.addAll(List.of(more));
        return Program.of(all.toArray(String[]::new))
                .reading("user = \"" + user + ":" + password + "\"\n")
                .run();
    }
}
