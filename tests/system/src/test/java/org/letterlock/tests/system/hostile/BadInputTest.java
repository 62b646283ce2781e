package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** One engine for all tests: after each it must still serve, and its console must be silent. */
final class BadInputTest {

    private static final String ANNA = "anna@example.test";
    private static final int MEMORY_KILOBYTES = 420_000;

    private static TempFolder folder;
    private static EngineProcess engine;
    private static String password;

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            password = control.addAccount(ANNA).password();
        }
    }

    @AfterAll
    static void stop() {
        engine.close();
        folder.close();
    }

    @AfterEach
    void othersAreServedAndTheConsoleIsSilent() {
        try (SmtpTestClient smtp = engine.mx().ehlo();
                ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            smtp.command("NOOP").expect(250);
            imap.select("INBOX");
        }
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR", "WARN", "Exception");
        assertThat(engine.residentKilobytes()).isLessThan(MEMORY_KILOBYTES);
    }

    @Test
    void smtpLineWithoutEndIsRefused() {
        try (RawConnection raw = new RawConnection(engine.address("mx"))) {
            raw.lineThatStarts("220 ");
            raw.sendAsLongAsItIsTaken("A".repeat(4 << 20).getBytes(StandardCharsets.US_ASCII));
            raw.sendAsLongAsItIsTaken("\r\nNOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(raw.line()).matches("500 5.5.6 .*|421 4.7.0 .*");
        }
    }

    @Test
    void imapLineWithoutEndIsRefusedBeforeLogin() {
        try (RawConnection raw = new RawConnection(engine.address("imap"))) {
            raw.lineThatStarts("* OK");
            raw.sendAsLongAsItIsTaken(("A1 LOGIN " + "a".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(raw.lineThatStarts("A1 BAD", "* BYE", "* BAD")).isNotEmpty();
        }
    }

    @Test
    void imapLineWithoutEndIsRefusedAfterLogin() {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            String tag = imap.send("SEARCH SUBJECT " + "a".repeat(100_000));
            assertThat(imap.result(tag).text()).startsWith("BAD [TOOBIG]");
            imap.command("NOOP");
        }
    }

    @Test
    void announcedLiteralsThatNeverComeCostNothing() {
        try (RawConnection raw = new RawConnection(engine.address("imap"))) {
            raw.lineThatStarts("* OK");
            raw.send("A1 LOGIN {4000000000}\r\n");
            assertThat(raw.lineThatStarts("A1 ", "* BYE")).doesNotContain("OK");
        }
        List<ImapTestClient> all = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                ImapTestClient imap = engine.imaps().login(ANNA, password);
                all.add(imap);
                imap.send("APPEND INBOX {50000000}");
                assertThat(imap.response().line()).startsWith("+");
                imap.sendRaw(new byte[1_000]);
            }
            assertThat(engine.residentKilobytes()).isLessThan(MEMORY_KILOBYTES);
            try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
                assertThat(imap.attempt("APPEND INBOX {999999999999}").text()).startsWith("NO [TOOBIG]");
                assertThat(imap.attempt("APPEND INBOX {99999999999999999999999}")
                                .text())
                        .startsWith("NO [TOOBIG]");
            }
        } finally {
            all.forEach(ImapTestClient::close);
        }
    }

    @Test
    void octetsOutOfPlaceAreRefusedInCommands() {
        for (String bad :
                List.of("MAIL FROM:<a\0b@example.org>", "\u00ff\u00fe\u00fd", "NOOP\0", "RCPT TO:<\u00e9@x>")) {
            try (RawConnection raw = new RawConnection(engine.address("mx"))) {
                raw.lineThatStarts("220 ");
                raw.send("EHLO x.example.org\r\n");
                raw.lineThatStarts("250 ");
                raw.send(bad + "\r\n");
                assertThat(raw.line()).as(bad).matches("(50[0-4]|55[0-5]) .*");
            }
        }
        for (String bad :
                List.of("A1 NOOP\0", "\0\0\0", "A1 LOGIN \u00ff \u00fe", "A1 LOGIN \"\u00ff\" \"x\"", "\u00ff NOOP")) {
            try (RawConnection raw = new RawConnection(engine.address("imap"))) {
                raw.lineThatStarts("* OK");
                raw.send(bad + "\r\n");
                assertThat(raw.line()).as(bad).matches("(A1|\\*) (BAD|NO|BYE).*");
            }
        }
    }

    @Test
    void bareLineEndsAreNoLineEnds() {
        for (String bad : List.of("one\ntwo\r\n", "one\rtwo\r\n", "x\r\n.\ny\r\n", "x\n.\r\ny\r\n", "x\n.\ny\r\n")) {
            try (SmtpTestClient smtp = engine.mx().ehlo()) {
                smtp.command("MAIL FROM:<a@example.org>").expect(250);
                smtp.command("RCPT TO:<" + ANNA + ">").expect(250);
                smtp.command("DATA").expect(354);
                smtp.sendRaw(("Subject: x\r\n\r\n" + bad + ".\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(smtp.reply().code()).as(bad).isBetween(500, 559);
            }
        }
    }

    @Test
    void brokenUtf8IsRefusedOrKept() {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            imap.sendRaw(
                    new byte[] {'B', '1', ' ', 'C', 'R', 'E', 'A', 'T', 'E', ' ', '"', (byte) 0xC3, '"', '\r', '\n'});
            assertThat(imap.response().line()).matches("B1 (BAD|NO).*");
            imap.sendRaw("B2 SEARCH CHARSET UTF-8 TEXT {2}\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(imap.response().line()).startsWith("+");
            imap.sendRaw(new byte[] {(byte) 0xC3, (byte) 0x28, '\r', '\n'});
            assertThat(imap.response().line()).matches("(B2|\\*) (BAD|NO|SEARCH|OK).*");
        }
        arrives("Subject: broken \u00ff\u00c3( text\r\n\r\n\u00ff\u00fe\u0080\r\n", 1);
    }

    @Test
    void mimeNestedAThousandDeepIsTaken() {
        StringBuilder letter = new StringBuilder("Subject: deep\r\n");
        for (int i = 0; i < 1_000; i++) {
            letter.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        arrives(letter + "\r\nthe bottom\r\n", 1);
        StringBuilder messages = new StringBuilder("Subject: deep messages\r\n");
        for (int i = 0; i < 1_000; i++) {
            messages.append("Content-Type: message/rfc822\r\n\r\n");
        }
        arrives(messages + "Subject: the bottom\r\n\r\nbottom\r\n", 1);
    }

    @Test
    void aHundredThousandHeadersAreTakenOrRefused() {
        arrives("X-Many: header\r\n".repeat(100_000) + "Subject: many\r\n\r\nbody\r\n", 0);
    }

    @Test
    void aHundredThousandAddressesAreTakenOrRefused() {
        arrives("To: a@example.org" + ",\r\n b@example.org".repeat(100_000) + "\r\nSubject: many\r\n\r\nbody\r\n", 0);
    }

    /** Delivers it; when it was taken, it can be asked about in every way. */
    private static void arrives(String letter, int atLeast) {
        byte[] octets = letter.getBytes(StandardCharsets.ISO_8859_1);
        boolean taken;
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.patience(Duration.ofSeconds(60));
            int code = smtp.deliver("a@example.org", List.of(ANNA), octets).code();
            assertThat(code).isIn(250, 552, 554);
            taken = code == 250;
        }
        assertThat(taken || atLeast == 0).isTrue();
        try (ImapTestClient imap = engine.imaps().login(ANNA, password);
                ControlClient control = engine.control()) {
            imap.patience(Duration.ofSeconds(60));
            assertThat(Waiting.until(
                            Duration.ofSeconds(60), () -> control.account(ANNA).waiting() == 0))
                    .isTrue();
            long count = imap.select("INBOX");
            if (taken) {
                assertThat(imap.command("FETCH " + count + " (ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER] RFC822.SIZE)")
                                .lines())
                        .anyMatch(line -> line.contains("BODYSTRUCTURE"));
                imap.command("SEARCH TEXT bottom");
            }
        }
    }
}
