package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** What is done to an IMAP server to bring it down: memory stays bounded, every answer is one of the protocol's, and neighbours notice nothing. */
@Tag("long")
final class ImapAbuseTest {

    private static final String ANNA = "anna@example.test";
    private static final String BEA = "bea@example.test";
    private static final int MEMORY_KILOBYTES = 400_000;
    private static final int LETTERS = 20;

    /** As many octets as nobody may send, in the four ways to announce them. */
    private static final List<String> BOMBS =
            List.of("{4294967295}", "{4294967295+}", "~{4294967295}", "{99999999999999999999999}", "{65537+}");

    private static TempFolder folder;
    private static EngineProcess engine;
    private static String password;
    private static ImapTestClient neighbour;

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        String other;
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            password = control.addAccount(ANNA).password();
            other = control.addAccount(BEA).password();
        }
        LetterMaker letters = new LetterMaker(7);
        try (SmtpTestClient mx = engine.mx().ehlo()) {
            for (int i = 0; i < LETTERS; i++) {
                byte[] letter = letters.withAttachment("a@example.org", ANNA, "x", "x\n", "x.bin", 1_000_000)
                        .octets();
                mx.deliver("a@example.org", List.of(ANNA), letter).expect(250);
            }
        }
        neighbour = engine.imaps().login(BEA, other);
        neighbour.select("INBOX");
        try (ImapTestClient imap = signIn()) {
            assertThat(Waiting.until(Duration.ofSeconds(60), () -> imap.select("INBOX") == LETTERS))
                    .isTrue();
        }
    }

    @AfterAll
    static void stop() {
        neighbour.close();
        engine.close();
        folder.close();
    }

    @AfterEach
    void nobodyElseNoticed() {
        neighbour.append("INBOX", "", "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(neighbour.command("NOOP").isOk()).isTrue();
        assertThat(engine.residentKilobytes()).isLessThan(MEMORY_KILOBYTES);
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }

    private static ImapTestClient signIn() {
        return engine.imaps().login(ANNA, password);
    }

    private static void say(ImapTestClient imap, String text) {
        imap.sendRaw(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What answers a bomb: the command is refused, or the session ends. Nobody is asked to go on. */
    private static void assertRefused(ImapTestClient imap, String what) {
        assertThat(imap.response().line())
                .as(what)
                .matches("(t1 (BAD|NO) (\\[(TOOBIG|CANNOT)] )?.*)|(\\* BYE \\[TOOBIG] .*)|(\\* BAD .*)");
    }

    @Test
    void literalBombsAreRefusedInEveryState() {
        List<String> beforeLogin = List.of("LOGIN ", "AUTHENTICATE ", "NOOP ", "", "ID (\"a\" ");
        List<String> afterLogin = List.of(
                "SELECT ",
                "CREATE ",
                "RENAME a ",
                "LIST \"\" ",
                "STATUS ",
                "APPEND ",
                "APPEND INBOX CATENATE (TEXT {1+}\r\nx URL ",
                "ENABLE ",
                "NOTIFY SET (MAILBOXES ",
                "SETMETADATA INBOX (/private/comment ",
                "GETQUOTA ",
                "ESEARCH IN (MAILBOXES ",
                "ID (\"a\" ");
        List<String> inMailbox = List.of(
                "SEARCH TEXT ",
                "SEARCH CHARSET ",
                "UID SEARCH HEADER ",
                "FETCH 1 BODY[HEADER.FIELDS (",
                "STORE 1 FLAGS (",
                "COPY 1 ",
                "SORT (",
                "THREAD REFERENCES UTF-8 SUBJECT ",
                "REPLACE 1 ",
                "XYZZY ");
        for (String bomb : BOMBS) {
            for (String command : beforeLogin) {
                try (ImapTestClient imap = engine.imaps()) {
                    say(imap, "t1 " + command + bomb + "\r\n");
                    assertRefused(imap, command + bomb + " before login");
                }
            }
            try (ImapTestClient imap = engine.imaps()) {
                say(imap, "t1 AUTHENTICATE PLAIN\r\n");
                assertThat(imap.response().line()).startsWith("+");
                say(imap, bomb + "\r\n");
                assertRefused(imap, bomb + " for a response");
            }
            for (String command : afterLogin) {
                try (ImapTestClient imap = signIn()) {
                    say(imap, "t1 " + command + bomb + "\r\n");
                    assertRefused(imap, command + bomb + " after login");
                }
            }
            for (String command : inMailbox) {
                try (ImapTestClient imap = signIn()) {
                    imap.select("INBOX");
                    say(imap, "t1 " + command + bomb + "\r\n");
                    assertRefused(imap, command + bomb + " in a mailbox");
                }
            }
            try (ImapTestClient imap = signIn()) {
                imap.select("INBOX");
                imap.idle();
                say(imap, bomb + "\r\n");
                assertThat(imap.response().line()).as(bomb + " in IDLE").matches("(\\S+ BAD .*)|(\\* BYE .*)");
            }
        }
    }

    @Test
    void literalsThatStopHalfwayHoldWhatTheySent() {
        List<ImapTestClient> all = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                ImapTestClient imap = signIn();
                all.add(imap);
                say(
                        imap,
                        "t1 SEARCH OR SUBJECT {65000+}\r\n" + "a".repeat(65_000) + " SUBJECT {65000+}\r\n"
                                + "b".repeat(64_000));
            }
            assertThat(engine.residentKilobytes()).isLessThan(MEMORY_KILOBYTES);
            nobodyElseNoticed();
        } finally {
            all.forEach(ImapTestClient::close);
        }
    }

    @Test
    void readersThatDoNotReadHoldWhatFitsIntoTheirSockets() {
        List<ImapTestClient> all = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                ImapTestClient imap = signIn();
                all.add(imap);
                imap.select("INBOX");
                // 25 MB to each.
                say(imap, "t1 FETCH 1:* BODY.PEEK[]\r\n".repeat(10));
            }
            try (ImapTestClient imap = signIn()) {
                assertThat(imap.select("INBOX")).isEqualTo(LETTERS);
                assertThat(imap.fetch("1:*", "HEADER.FIELDS (SUBJECT)")).hasSize(LETTERS);
            }
            nobodyElseNoticed();
        } finally {
            all.forEach(ImapTestClient::close);
        }
    }

    @Test
    void tenThousandCommandsInOnePieceAreAnsweredInTheirOrder() {
        try (ImapTestClient imap = signIn()) {
            imap.select("INBOX");
            List<String> commands = List.of("NOOP", "UID FETCH 1 FLAGS", "STATUS Sent (MESSAGES)", "XYZZY", "SEARCH 1");
            String all = IntStream.range(0, 10_000)
                    .mapToObj(i -> "p" + i + " " + commands.get(i % commands.size()) + "\r\n")
                    .collect(Collectors.joining());
            Thread writer = Thread.ofVirtual().start(() -> say(imap, all));
            for (int i = 0; i < 10_000; i++) {
                String answer = imap.result("p" + i).text();
                assertThat(answer).startsWith(i % commands.size() == 3 ? "BAD " : "OK ");
            }
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    void setsThatNameTheSameThousandsOfTimesAreAnsweredOnce() {
        try (ImapTestClient imap = signIn()) {
            imap.select("INBOX");
            String often = String.join(",", Collections.nCopies(10_000, "1:*"));
            assertThat(imap.command("FETCH " + often + " UID").lines()).hasSize(LETTERS);
            assertThat(imap.command("UID SEARCH UID " + often).lines()).hasSize(1);
            assertThat(imap.command("STATUS Sent (" + String.join(" ", Collections.nCopies(5_000, "MESSAGES")) + ")")
                            .lines())
                    .hasSize(1);
            String twenty = String.join(" ", Collections.nCopies(20, "Sent"));
            assertThat(imap.command("LIST \"\" (" + twenty + ") RETURN (STATUS (MESSAGES))")
                            .lines())
                    .hasSize(2);
            String thousands = String.join(" ", Collections.nCopies(5_000, "Sent"));
            assertThat(imap.attempt("LIST \"\" (" + thousands + ")").text()).startsWith("BAD ");
            assertThat(imap.attempt("FETCH 1:4294967295,1:4294967295 BODY[").text())
                    .startsWith("BAD ");
        }
    }

    @Test
    void namesThatAreNoneAreRefusedAndTouchNoFile() {
        List<String> names = List.of(
                "\"../../etc/passwd\"",
                "\"..\"",
                "\"a/./b\"",
                "\"a//b\"",
                "\"/a\"",
                "\"" + "x".repeat(1_001) + "\"",
                "\"" + "x/".repeat(20) + "x\"",
                "\"a*b\"",
                "\"a%b\"",
                "\"a\tb\"",
                "\"&AAA-\"",
                "\"&AAoADQ-\"",
                "\"&2AA-\"",
                "\"&Jjo\"",
                "\"&\"",
                "\"&*-\"",
                "{3+}\r\na\0b");
        List<String> before = files();
        try (ImapTestClient imap = signIn()) {
            for (String name : names) {
                say(imap, "t1 CREATE " + name + "\r\n");
                assertThat(imap.result("t1").text()).as(name).matches("(BAD|NO \\[(CANNOT|LIMIT)]) .*");
                say(imap, "t2 CREATE Fine\r\nt3 RENAME Fine " + name + "\r\nt4 DELETE Fine\r\n");
                imap.result("t2");
                assertThat(imap.result("t3").text()).as(name).matches("(BAD|NO \\[(CANNOT|LIMIT)]) .*");
                assertThat(imap.result("t4").isOk()).isTrue();
            }
            // One spelling for what reads alike: composed, and base with a combining accent.
            imap.command("CREATE \"caf&AOk-\"");
            assertThat(imap.attempt("CREATE \"cafe&AwE-\"").text()).startsWith("NO [ALREADYEXISTS] ");
            imap.command("DELETE \"cafe&AwE-\"");
            imap.command("CREATE \"$(reboot); DROP TABLE mailbox; --'\"");
            imap.command("DELETE \"$(reboot); DROP TABLE mailbox; --'\"");
        }
        assertThat(files()).isEqualTo(before);
    }

    private static List<String> files() {
        String[] names = engine.data().resolve("accounts").toFile().list();
        return names == null
                ? List.of()
                : List.of(names).stream()
                        .filter(name -> name.endsWith(".sqlite"))
                        .sorted()
                        .toList();
    }

    @Test
    void keywordsAreBounded() {
        try (ImapTestClient imap = signIn()) {
            imap.command("CREATE Flood");
            imap.append("Flood", "", "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
            imap.select("Flood");
            imap.command("STORE 1 +FLAGS.SILENT (" + "k".repeat(100) + ")");
            assertThat(imap.attempt("STORE 1 +FLAGS.SILENT (" + "k".repeat(101) + ")")
                            .text())
                    .startsWith("NO [LIMIT] ");
            String many = IntStream.range(0, 254).mapToObj(i -> "key" + i).collect(Collectors.joining(" "));
            imap.command("STORE 1 +FLAGS.SILENT (" + many + ")");
            assertThat(imap.attempt("STORE 1 +FLAGS.SILENT (onemore)").text()).startsWith("NO [LIMIT] ");
            imap.command("STORE 1 -FLAGS.SILENT (key1)");
            imap.command("DELETE Flood");
        }
    }

    @Test
    void aStormOfGuessesKeepsNobodyOut() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            List<Future<?>> guesses = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String guess = "guess" + i;
                String user = i % 2 == 0 ? ANNA : "nobody" + i + "@example.test";
                guesses.add(threads.submit(() -> {
                    try (ImapTestClient imap = engine.imaps()) {
                        imap.patience(Duration.ofSeconds(60));
                        String answer =
                                imap.attempt("LOGIN " + user + " " + guess).text();
                        assertThat(answer).matches("NO \\[(AUTHENTICATIONFAILED|UNAVAILABLE)] .*");
                    }
                }));
            }
            // She was here before, so no guesses of others slow her down.
            try (ImapTestClient imap = signIn()) {
                assertThat(imap.select("INBOX")).isEqualTo(LETTERS);
            }
            for (Future<?> guess : guesses) {
                guess.get();
            }
        }
    }

    @Test
    void aSessionIsNobodyElsesAfterLogin() {
        try (ImapTestClient imap = signIn()) {
            imap.select("INBOX");
            assertThat(imap.attempt("LOGIN " + BEA + " x").text()).startsWith("BAD ");
            assertThat(imap.attempt("AUTHENTICATE PLAIN AGEAYg==").text()).startsWith("BAD ");
            assertThat(imap.attempt("STARTTLS").text()).startsWith("BAD ");
            assertThat(imap.search("ALL")).hasSize(LETTERS);
        }
    }
}
