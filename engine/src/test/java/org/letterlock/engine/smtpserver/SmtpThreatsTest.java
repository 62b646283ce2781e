package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.smtpserver.SmtpFixture.Role;
import org.letterlock.engine.sqlite.DatabaseException;

/** What the world throws at an SMTP server. */
final class SmtpThreatsTest {

    @TempDir
    private Path folder;

    private static String corpus(String name) throws IOException {
        Path file = Path.of(System.getProperty("letterlock.corpora", "corpora"), "own", name);
        Assumptions.assumeTrue(Files.exists(file), "no corpora here");
        return Files.readString(file);
    }

    private static List<String> field(String json, String name) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"" + name + "\": \"([0-9a-f]*)\"").matcher(json);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String greeted(WireClient client) {
        String greeting = client.readLine();
        client.send("HELO a.example.org\r\n");
        assertThat(client.readLine()).startsWith("250");
        return greeting;
    }

    private static void begin(WireClient client) {
        client.send("MAIL FROM:<a@example.org>\r\nRCPT TO:<anna@example.test>\r\nDATA\r\n");
        assertThat(client.readLine()).startsWith("250");
        assertThat(client.readLine()).startsWith("250");
        assertThat(client.readLine()).startsWith("354");
    }

    @Test
    void endsDataAtCrlfDotCrlfAlone() throws Exception {
        List<String> endings = field(corpus("smtp-smuggling.json"), "eod_hex");
        assertThat(endings).hasSizeGreaterThan(35);
        String smuggled = "MAIL FROM:<admin@example.test>\r\nRCPT TO:<anna@example.test>\r\nDATA\r\n"
                + "From: admin@example.test\r\nSubject: smuggled\r\n\r\nsmuggled body\r\n";
        for (String ending : endings) {
            byte[] octets = HexFormat.of().parseHex(ending);
            String text = new String(octets, StandardCharsets.ISO_8859_1).replace("\r\n", "");
            boolean bare = text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf(0) >= 0;
            try (SmtpFixture fixture = new SmtpFixture(folder, false);
                    SmtpFixture.Open open = fixture.open(Role.MX)) {
                WireClient client = open.client();
                greeted(client);
                begin(client);
                client.send("Subject: outer\r\n\r\nbody");
                client.send(octets);
                client.send(smuggled);
                client.send("\r\n.\r\nNOOP\r\n");
                assertThat(client.readLine()).as(ending).startsWith(bare ? "550 5.6.0" : "250 2.0.0 Accepted");
                assertThat(client.readLine()).as(ending).isEqualTo("250 2.0.0 OK");
                assertThat(fixture.delivered).as(ending).hasSize(bare ? 0 : 1);
            }
        }
    }

    @Test
    void executesNothingThatWasSentBeforeTls() throws Exception {
        String json = corpus("starttls-injection.json");
        List<String> segments = field(json, "plaintext_single_segment_hex").stream()
                .filter(hex -> hex.startsWith("5354415254544c53"))
                .toList();
        assertThat(segments).hasSizeGreaterThanOrEqualTo(10);
        for (String segment : segments) {
            try (SmtpFixture fixture = new SmtpFixture(folder, false);
                    SmtpFixture.Open open = fixture.open(Role.SUBMISSION)) {
                WireClient client = open.client();
                greeted(client);
                client.send(HexFormat.of().parseHex(segment));
                assertThat(client.readLine()).startsWith("220 2.0.0");
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void refusesWhoSpeaksBeforeTheGreeting() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false)) {
            fixture.greetingDelay(Duration.ofSeconds(20));
            try (SmtpFixture.Open open = fixture.open(Role.MX)) {
                open.client().send("EHLO a.example.org\r\n");
                assertThat(open.client().readLine()).startsWith("554 5.5.0");
                assertThat(open.client().isClosedByServer()).isTrue();
            }
        }
    }

    /** RFC 5321 §4.5.3.2: whatever is said or left unsaid, a session that does not get going ends, and is told so. */
    @ParameterizedTest
    @CsvSource({"'',''", "'',E", "'','NOOP\r\n'", "xxxxx,x", "'EHLO a.example.org\r\nMAIL','a'"})
    void endsASessionThatDoesNotGetGoing(String first, String dribble) throws Exception {
        for (Role role : List.of(Role.MX, Role.SUBMISSION, Role.SUBMISSIONS)) {
            try (SmtpFixture fixture = new SmtpFixture(folder, false)) {
                fixture.setupTime(Duration.ofMillis(200));
                try (SmtpFixture.Open open = fixture.open(role)) {
                    open.client().send(first.equals("xxxxx") ? "x".repeat(5_000) : first);
                    assertThat(allSaid(open.client(), dribble)).contains("\r\n421 4.4.2 ");
                }
            }
        }
    }

    @Test
    void endsALineThatHasNoEnd() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(Role.MX)) {
            open.client().send("x".repeat(2_000_000));
            assertThat(allSaid(open.client(), "")).contains("\r\n421 4.7.0 ");
        }
    }

    /** Everything that is said while the client says a little again and again. */
    private static String allSaid(WireClient client, String dribble) throws Exception {
        CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(client::readToEnd);
        while (true) {
            try {
                return new String(all.get(5, TimeUnit.MILLISECONDS), StandardCharsets.US_ASCII);
            } catch (TimeoutException e) {
                client.send(dribble);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MX", "SUBMISSIONS"})
    void saysSoWhenTheServerStops(Role role) throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(role)) {
            greeted(open.client());
            open.session().stop();
            assertThat(open.client().readLine()).startsWith("421 4.3.2 mx.example.test ");
            assertThat(open.client().isClosedByServer()).isTrue();
        }
    }

    /** RFC 5321 §4.5.4.2. */
    @Test
    void takesTwoLettersSideBySide() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, true);
                SmtpFixture.Open open = fixture.open(Role.MX);
                WireClient second = open.another()) {
            WireClient first = open.client();
            greeted(first);
            begin(first);
            first.send("Subject: first\r\n");
            greeted(second);
            begin(second);
            second.send("Subject: second\r\n\r\n.\r\n");
            assertThat(second.readLine()).startsWith("250");
            first.send("\r\n.\r\n");
            assertThat(first.readLine()).startsWith("250");
            assertThat(fixture.delivered)
                    .satisfiesExactly(
                            letter -> assertThat(letter.text()).contains("second"),
                            letter -> assertThat(letter.text()).contains("first"));
        }
    }

    /** A letter that finds no room while it comes in is refused at its end: the client hears why, and the session goes on. */
    @ParameterizedTest
    @EnumSource(names = {"MX", "SUBMISSIONS"})
    void refusesALetterAtItsEndWhenTheSpoolFails(Role role) throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(role)) {
            WireClient client = open.client();
            greeted(client);
            Files.delete(folder.resolve("spool"));
            if (role == Role.SUBMISSIONS) {
                client.send("AUTH PLAIN "
                        + Base64.getEncoder()
                                .encodeToString(
                                        "\0anna@example.test\0correct horse".getBytes(StandardCharsets.US_ASCII))
                        + "\r\n");
                assertThat(client.readLine()).startsWith("235");
            }
            for (int i = 0; i < 2; i++) {
                client.send("MAIL FROM:<anna@example.test>\r\nRCPT TO:<ben@example.test>\r\nDATA\r\n");
                assertThat(client.readLine()).startsWith("250");
                assertThat(client.readLine()).startsWith("250");
                assertThat(client.readLine()).startsWith("354");
                client.send("From: anna@example.test\r\n\r\n" + ("x".repeat(98) + "\r\n").repeat(2_000) + ".\r\n");
                assertThat(client.readLine()).startsWith("452 4.3.1");
            }
            client.send("NOOP\r\n");
            assertThat(client.readLine()).startsWith("250");
            assertThat(fixture.delivered).isEmpty();
        }
    }

    @Test
    void letsTheClientTryAgainWhenStorageFails() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false)) {
            fixture.failWith(new DatabaseException(DatabaseException.Reason.FULL, "intake"));
            try (SmtpFixture.Open open = fixture.open(Role.MX)) {
                greeted(open.client());
                begin(open.client());
                open.client().send("\r\n.\r\n");
                assertThat(open.client().readLine()).startsWith("452 4.3.1");
                begin(open.client());
            }
        }
    }

    @Test
    void measuresLettersAndHeadersOctetByOctet() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(Role.MX)) {
            WireClient client = open.client();
            greeted(client);
            String line = "x".repeat(98) + "\r\n";
            // 300,000 octets are allowed; the header is the empty line.
            String exact = "\r\n" + line.repeat(2_999) + "y".repeat(96) + "\r\n";
            begin(client);
            client.send(exact + ".\r\n");
            assertThat(client.readLine()).startsWith("250");
            begin(client);
            client.send("y" + exact + ".\r\n");
            assertThat(client.readLine()).startsWith("552 5.3.4 Letter");
            String header = "X: " + "x".repeat(1020) + "\r\n";
            begin(client);
            client.send(header.repeat(262_144 / 1025) + "\r\n.\r\n");
            assertThat(client.readLine()).startsWith("250");
            begin(client);
            client.send(header.repeat(262_144 / 1025 + 1) + "\r\n.\r\n");
            assertThat(client.readLine()).startsWith("552 5.3.4 Header");
            begin(client);
            client.send("X: y\r\n z\r\n".repeat(1_000) + "\r\n.\r\n");
            assertThat(client.readLine()).startsWith("250");
            begin(client);
            client.send("X: y\r\n z\r\n".repeat(1_001) + "\r\n.\r\n");
            assertThat(client.readLine()).startsWith("552 5.3.4 Header");
            begin(client);
            client.send("Received: x\r\n".repeat(50) + "\r\n.\r\n");
            assertThat(client.readLine()).startsWith("250");
            begin(client);
            client.send("Received: x\r\n".repeat(51) + "\r\n.\r\n");
            assertThat(client.readLine()).startsWith("554 5.4.6");
        }
    }

    /** Whatever a path is dressed up as, it is one address, and that is ours or nobody's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<victim@example.net>",
                "<victim%example.net@example.test>",
                "<example.net!victim@example.test>",
                "<@example.test:victim@example.net>",
                "<@example.test,@example.org:victim@example.net>",
                "<victim@example.net@example.test>",
                "<\"victim@example.net\"@example.test>",
                "<\"victim\"@example.net>",
                "<victim@[127.0.0.1]>",
                "<victim@[IPv6:::1]>",
                "<anna@[192.0.2.1]>",
                "<victim@example.net.>",
                "<victim@sub.example.test>",
                "<victim@xexample.test>",
                "<victim>",
                "<victim@>",
                "<@example.test>",
                "<>",
                "<anna@example.test,victim@example.net>",
                "<anna@example.test> <victim@example.net>",
                "<anna@example.test>,<victim@example.net>",
                "<anna@example.test;victim@example.net>",
                "<victim+AEA-example.net@example.test>",
                "<=?utf-8?q?victim=40example.net?=@example.test>",
                "<victim@example.net\\@example.test>",
                "<mailto:victim@example.net>",
                "<victim(anna@example.test)@example.net>",
                "<anna@example.test<victim@example.net>>",
                "<victim @example.net>",
                "<|cat@example.test>",
                "</dev/null@example.test>",
                "victim@example.net",
                "anna@example.test"
            })
    void relaysForNobodyWhateverTheAddressLooksLike(String path) throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(Role.MX)) {
            WireClient client = open.client();
            greeted(client);
            client.send("MAIL FROM:<a@example.org>\r\nRCPT TO:" + path + "\r\nDATA\r\n");
            assertThat(client.readLine()).startsWith("250");
            assertThat(client.readLine()).matches("5(01|50|53|55) .*");
            assertThat(client.readLine()).startsWith("554 5.5.1");
            assertThat(fixture.delivered).isEmpty();
            assertThat(fixture.queued).isEmpty();
        }
    }

    /** RFC 5321 §4.1.1.10: what was not ended is nobody's, and what was stays. */
    @Test
    void forgetsALetterWhoseClientHangsUp() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false)) {
            try (SmtpFixture.Open open = fixture.open(Role.MX)) {
                WireClient client = open.client();
                greeted(client);
                begin(client);
                client.send("Subject: whole\r\n\r\n.\r\n");
                assertThat(client.readLine()).startsWith("250");
                begin(client);
                client.send("Subject: half\r\n\r\nand then\r\n.");
            }
            assertThat(fixture.delivered)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.text()).contains("whole"));
        }
    }

    @Test
    void takesAHundredRecipientsAndNoMore() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(Role.MX)) {
            WireClient client = open.client();
            greeted(client);
            client.send("MAIL FROM:<a@example.org>\r\n");
            assertThat(client.readLine()).startsWith("250");
            for (int i = 0; i < 100; i++) {
                client.send("RCPT TO:<anna+" + i + "@example.test>\r\n");
                assertThat(client.readLine()).startsWith("250");
            }
            client.send("RCPT TO:<ben@example.test>\r\n");
            assertThat(client.readLine()).startsWith("452 4.5.3");
        }
    }

    @Test
    void skipsALineThatIsTooLong() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(Role.MX)) {
            greeted(open.client());
            open.client().send("NOOP " + "x".repeat(100_000) + "\r\nNOOP\r\n");
            assertThat(open.client().readLine()).startsWith("500 5.5.6");
            assertThat(open.client().readLine()).isEqualTo("250 2.0.0 OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesNoiseInEveryState(Role role) throws Exception {
        Random random = new Random(11);
        String[] words = {
            "EHLO x\r\n",
            "MAIL FROM:<anna@example.test>\r\n",
            "RCPT TO:<anna@example.test>\r\n",
            "DATA\r\n",
            "BDAT 5\r\n",
            "BDAT 3 LAST\r\n",
            "abc\r\n",
            ".\r\n",
            "\r\n.\r\n",
            "RSET\r\n",
            "AUTH PLAIN\r\n",
            "AUTH LOGIN =\r\n",
            "*\r\n",
            "\n",
            "\r",
            "\0",
            "AGFubmFAZXhhbXBsZS50ZXN0AGNvcnJlY3QgaG9yc2U=\r\n",
            "NOOP\r\n",
            "\u00e4\u00f6",
            "From: anna@example.test\r\n"
        };
        for (int round = 0; round < 150; round++) {
            try (SmtpFixture fixture = new SmtpFixture(folder, false);
                    SmtpFixture.Open open = fixture.open(role)) {
                StringBuilder all = new StringBuilder();
                for (int i = 0; i < 25; i++) {
                    all.append(words[random.nextInt(words.length)]);
                }
                open.client().send(all.toString());
                open.client().send("\r\n.\r\nQUIT\r\n");
                assertThat(open.client().readLine()).startsWith("220");
                for (Arrives arrives = new Arrives(open.client()); arrives.more(); ) {
                    assertThat(arrives.line())
                            .as(all.toString())
                            .doesNotStartWith("421 4.3.0")
                            .matches("[2-5][0-9][0-9][ -].*");
                }
            }
        }
    }

    /** Lines until QUIT was answered, or the server is silent because it waits for the rest of a chunk. */
    private static final class Arrives {
        private final WireClient client;
        private String last = "";

        Arrives(WireClient client) {
            this.client = client;
        }

        boolean more() {
            if (last.startsWith("221") || last.startsWith("421") || last.startsWith("554 5.5.0")) {
                return false;
            }
            client.send("\r\nQUIT\r\n");
            last = client.readLine();
            return true;
        }

        String line() {
            return last;
        }
    }
}
