package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.Pop3TestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

/** Many POP3 sessions at once, some of which never read: whoever is there over IMAP notices nothing. */
@Tag("long")
final class Pop3CrowdTest {

    private static final String ANNA = "anna@example.test";
    private static final int SESSIONS = 200;
    private static final int LETTERS = 20;

    private TempFolder folder;
    private EngineProcess engine;
    private String password;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            password = control.addAccount(ANNA).password();
        }
        LetterMaker letters = new LetterMaker(7);
        try (SmtpTestClient client = engine.mx().ehlo()) {
            for (int i = 0; i < LETTERS; i++) {
                client.deliver(
                                "a@example.org",
                                List.of(ANNA),
                                letters.withAttachment("a@example.org", ANNA, "x", "x\n", "x.bin", 200_000)
                                        .octets())
                        .expect(250);
            }
        }
    }

    @AfterEach
    void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void twoHundredSessionsReadBesideImap() throws Exception {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password);
                ExecutorService threads = Executors.newFixedThreadPool(20)) {
            List<Pop3TestClient> open = new ArrayList<>();
            try {
                for (int i = 0; i < SESSIONS; i++) {
                    open.add(engine.pop3s().login(ANNA, password));
                }
                long before = engine.residentKilobytes();
                // A third asks for everything and takes nothing; the others read.
                List<Future<Integer>> read = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    Pop3TestClient pop = open.get(i);
                    if (i % 3 == 0) {
                        for (int number = 1; number <= LETTERS; number++) {
                            pop.send("RETR " + number);
                        }
                    } else {
                        int number = i % LETTERS + 1;
                        read.add(threads.submit(() -> pop.retr(number).length));
                    }
                }
                for (Future<Integer> length : read) {
                    assertThat(length.get()).isGreaterThan(200_000);
                }
                assertThat(imap.select("INBOX")).isEqualTo(LETTERS);
                assertThat(imap.fetch("1:*", "HEADER.FIELDS (SUBJECT)")).hasSize(LETTERS);
                System.out.printf(
                        "%d POP3 sessions, a third of which do not read: %d KiB resident, %d before%n",
                        SESSIONS, engine.residentKilobytes(), before);
            } finally {
                open.forEach(Pop3TestClient::close);
            }
        }
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }

    @Test
    void floodsOfCommandsAndLinesWithoutEndAreBounded() {
        try (RawConnection stranger = new RawConnection(engine.address("pop3"))) {
            stranger.lineThatStarts("+OK");
            stranger.sendAsLongAsItIsTaken("x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII));
            // What is said at the end may be lost with what it answers.
            assertThat(stranger.lineThatStarts("-ERR")).isIn("", "-ERR The line is too long");
        }
        try (Pop3TestClient pop = engine.pop3s().login(ANNA, password)) {
            for (int i = 0; i < 100; i++) {
                pop.send("UIDL\r\n".repeat(100).strip());
            }
            for (int i = 0; i < 10_000; i++) {
                assertThat(pop.line()).startsWith("+OK");
                for (String line = pop.line(); !line.equals("."); ) {
                    line = pop.line();
                }
            }
        }
        try (RawConnection silent = new RawConnection(engine.address("pop3"))) {
            silent.lineThatStarts("+OK");
            silent.patience(Duration.ofSeconds(100));
            assertThat(silent.lineThatStarts("-ERR")).startsWith("-ERR Logging in took too long");
        }
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }
}
