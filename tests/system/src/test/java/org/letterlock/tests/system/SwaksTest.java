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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.Program;

/** swaks speaks SMTP to each of the three doors; its exit code says how far it came. */
@Tag("peers")
final class SwaksTest {

    private static final int REFUSED_RECIPIENT = 24;
    private static final int REFUSED_DATA = 26;
    private static final int NO_LOGIN = 28;

    private static TempFolder folder;
    private static EngineProcess engine;
    private static String password;

    @BeforeAll
    static void start() {
        assumeTrue(Program.isInstalled("swaks"), "swaks is not installed");
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        password = Mailboxes.make(engine, "anna@example.test");
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
            folder.close();
        }
    }

    @Test
    void deliversInClearText() throws IOException {
        Program.Result result = mx("bea@example.test", "--body", "Hello.\n.\n..dot\nFrom here");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("250 2.0.0 Accepted as", "221 2.0.0 ");
        assertThat(delivered("bea@example.test").strip()).endsWith("Hello.\r\n.\r\n..dot\r\nFrom here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls", "--tls --pipeline", "--pipeline"})
    void deliversWithStartTlsAndPipelining(String options) throws IOException {
        String to = "carl" + options.replaceAll("[^a-z]", "") + "@example.test";
        Program.Result result =
                mx(to, (options + " --body すばらしい --add-header Content-Type:text/plain;charset=UTF-8").split(" ", -1));
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("250 2.0.0 Accepted as");
        assertThat(result.output().contains("TLS started with cipher TLSv1.3")).isEqualTo(options.contains("--tls"));
        assertThat(delivered(to))
                .contains(options.contains("--tls") ? "with ESMTPS" : "with ESMTP")
                .contains("\r\n\r\n" + new String("すばらしい".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                        + "\r\n");
    }

    @Test
    void deliversALargeAttachment() throws IOException {
        byte[] octets = new byte[12 << 20];
        new Random(7).nextBytes(octets);
        Path file = folder.path().resolve("large.bin");
        Files.write(file, octets);
        Program.Result result = mx("dora@example.test", "--tls", "--suppress-data", "--attach", "@" + file);
        assertThat(result.exitCode()).as(result.output()).isZero();
        try (ImapTestClient imap = Mailboxes.open(engine, "dora@example.test", passwordOf("dora@example.test"), 1)) {
            assertThat(imap.command("FETCH 1 BINARY.SIZE[2]").lines().getFirst())
                    .contains(" " + octets.length + ")");
            assertThat(imap.command("FETCH 1 BINARY.PEEK[2]")
                            .untagged()
                            .getFirst()
                            .literals()
                            .getFirst())
                    .isEqualTo(octets);
        }
    }

    @Test
    void refusesUnknownRecipientsAndRelaying() throws IOException {
        Program.Result unknown = swaks("mx", "--from", "friend@example.org", "--to", "nobody@example.test");
        assertThat(unknown.exitCode()).isEqualTo(REFUSED_RECIPIENT);
        assertThat(unknown.output()).contains("550 5.1.1 No such mailbox here");
        Program.Result relay = swaks("mx", "--from", "anna@example.test", "--to", "somebody@example.net");
        assertThat(relay.exitCode()).isEqualTo(REFUSED_RECIPIENT);
        assertThat(relay.output()).contains("550 5.7.1 We do not relay");
    }

    @ParameterizedTest
    @CsvSource({
        "submission,--tls,PLAIN",
        "submission,--tls,LOGIN",
        "submissions,--tlsc,PLAIN",
        "submissions,--tlsc,LOGIN"
    })
    void submitsAfterALogin(String service, String tls, String mechanism) throws IOException {
        String to = (service + mechanism).toLowerCase(Locale.ROOT) + "@example.test";
        passwordOf(to);
        Program.Result result = submit(service, tls, mechanism, password, "anna@example.test", to);
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("235 2.7.0", "250 2.0.0 Accepted as");
        assertThat(delivered(to)).contains("with ESMTPSA").doesNotContain(password);
    }

    @Test
    void refusesAWrongPassword() throws IOException {
        for (String mechanism : List.of("PLAIN", "LOGIN")) {
            Program.Result result =
                    submit("submissions", "--tlsc", mechanism, "guess", "anna@example.test", "anna@example.test");
            assertThat(result.exitCode()).isEqualTo(NO_LOGIN);
            assertThat(result.output()).contains("535 5.7.8 Authentication credentials invalid");
        }
    }

    @Test
    void offersNoLoginInClearTextAndTakesNothingWithoutOne() throws IOException {
        Program.Result clear = swaks(
                "submission",
                "--auth",
                "PLAIN",
                "--auth-user",
                "anna@example.test",
                "--auth-password",
                "x",
                "--from",
                "anna@example.test",
                "--to",
                "anna@example.test");
        assertThat(clear.exitCode()).isEqualTo(NO_LOGIN);
        assertThat(clear.output()).contains("Host did not advertise authentication");
        Program.Result without =
                swaks("submission", "--tls", "--from", "anna@example.test", "--to", "somebody@example.net");
        assertThat(without.exitCode()).isEqualTo(23);
        assertThat(without.output()).contains("530 5.7.0");
    }

    @Test
    void refusesAForeignAuthor() throws IOException {
        Program.Result result = submit(
                "submissions",
                "--tlsc",
                "PLAIN",
                password,
                "anna@example.test",
                "anna@example.test",
                "--h-From",
                "ceo@example.org");
        assertThat(result.exitCode()).isEqualTo(REFUSED_DATA);
        assertThat(result.output()).contains("550 5.7.1");
    }

    private static Program.Result mx(String to, String... more) throws IOException {
        passwordOf(to);
        List<String> all = new ArrayList<>(List.of("--from", "friend@example.org", "--to", to));
        all.addAll(List.of(more));
        return swaks("mx", all.toArray(String[]::new));
    }

    private static Program.Result submit(
            String service, String tls, String mechanism, String secret, String from, String to, String... more)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(
                tls,
                "--auth",
                mechanism,
                "--auth-user",
                "anna@example.test",
                "--auth-password",
                secret,
                "--from",
                from,
                "--to",
                to));
        all.addAll(List.of(more));
        return swaks(service, all.toArray(String[]::new));
    }

    private static Program.Result swaks(String service, String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                Integer.toString(engine.address(service).getPort()),
                "--helo",
                "client.example.org"));
        all.addAll(List.of(more));
        return Program.of(all.toArray(String[]::new)).run();
    }

    private static final Map<String, String> PASSWORDS = new ConcurrentHashMap<>();

    private static String passwordOf(String address) {
        return PASSWORDS.computeIfAbsent(address, name -> Mailboxes.make(engine, name));
    }

    /** The only letter in INBOX. */
    private static String delivered(String to) {
        try (ImapTestClient imap = Mailboxes.open(engine, to, passwordOf(to), 1)) {
            return Mailboxes.text(imap, 1, "");
        }
    }
}
