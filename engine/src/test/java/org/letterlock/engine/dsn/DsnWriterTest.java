package org.letterlock.engine.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.StatusCode;

class DsnWriterTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-22T12:00:00Z");
    private static final String LETTER =
            "From: anna@example.test\r\nSubject: hello\r\nMessage-ID: <1@example.test>\r\n\r\nThe text.\r\n";

    private final DsnWriter writer =
            new DsnWriter(Clock.fixed(Instant.parse("2026-11-27T12:00:00Z"), ZoneOffset.UTC), new Random(1));

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    private static DsnRecipient recipient(String address, String diagnostic) {
        return new DsnRecipient(
                address(address),
                Optional.of("rfc822;orig@example.org"),
                new StatusCode(5, 1, 1),
                diagnostic,
                Optional.of("mx.example.org"),
                Optional.of(Instant.parse("2026-11-27T11:59:00Z")));
    }

    private static DsnReport report(
            DsnAction action, String to, String letter, boolean utf8, DsnRecipient... recipients) {
        return new DsnReport(
                action,
                new DomainName("mail.example.test"),
                address(to),
                List.of(recipients),
                Octets.of(letter.getBytes(StandardCharsets.UTF_8)),
                action != DsnAction.FAILED,
                utf8,
                Optional.of("env-1"),
                ARRIVAL,
                action == DsnAction.DELAYED ? Optional.of(Instant.parse("2026-11-27T12:00:00Z")) : Optional.empty(),
                false);
    }

    /** Who asked for TLS all the way hears that this is why; who did not, or whose letter has another fault, hears nothing of it. */
    @Test
    void saysThatTheSendersWishStoodInTheWay() throws IOException {
        for (boolean wish : List.of(true, false)) {
            for (StatusCode status : List.of(new StatusCode(5, 7, 30), new StatusCode(5, 1, 1))) {
                DsnReport plain = report(
                        DsnAction.FAILED,
                        "anna@example.test",
                        LETTER,
                        false,
                        new DsnRecipient(
                                address("bert@example.org"),
                                Optional.empty(),
                                status,
                                "no",
                                Optional.empty(),
                                Optional.empty()));
                DsnReport report = new DsnReport(
                        plain.action(),
                        plain.reportingMta(),
                        plain.to(),
                        plain.recipients(),
                        plain.letter(),
                        plain.headersOnly(),
                        plain.smtpUtf8(),
                        plain.envelopeId(),
                        plain.arrival(),
                        plain.willRetryUntil(),
                        wish);
                assertThat(text(writer.write(report)).contains("(REQUIRETLS)"))
                        .as("%s %s", wish, status)
                        .isEqualTo(wish && status.subject() == 7);
            }
        }
    }

    private static String text(DsnLetter letter) throws IOException {
        try (InputStream in = letter.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static DsnReport named(String name) {
        return switch (name) {
            case "failed" ->
                report(
                        DsnAction.FAILED,
                        "anna@example.test",
                        LETTER,
                        false,
                        recipient("bert@example.org", "550 5.1.1 no such user"),
                        recipient(
                                "carl@example.org",
                                "550 5.1.1 nobody of this name has ever lived in this house, which is why"
                                        + " nothing can be delivered to it"));
            case "delayed" ->
                report(
                        DsnAction.DELAYED,
                        "anna@example.test",
                        LETTER,
                        false,
                        recipient("bert@example.org", "451 later"));
            case "relayed" ->
                report(DsnAction.RELAYED, "anna@example.test", LETTER, false, recipient("bert@example.org", "250 ok"));
            case "internationalized" ->
                report(
                        DsnAction.FAILED,
                        "\u00e5sa@example.test",
                        "Subject: gr\u00fc\u00dfe\r\n\r\ntext\r\n",
                        true,
                        recipient("\u7528\u6237@example.org", "553 5.6.7 \u4e0d"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "delayed", "relayed", "internationalized"})
    void writesTheGoldenLetter(String name) throws IOException {
        String actual = text(writer.write(named(name)));
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name + ".eml"))) {
            String expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(actual.replace("\r\n", "\n")).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "delayed", "relayed", "internationalized"})
    void hasShortLinesThatEndInCrlf(String name) throws IOException {
        DsnLetter letter = writer.write(named(name));
        String text = text(letter);
        assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
        assertThat(text.lines()).allMatch(line -> line.length() <= 998);
        assertThat(letter.smtpUtf8()).isEqualTo(name.equals("internationalized"));
        assertThat(letter.eightBit()).isEqualTo(name.equals("internationalized"));
    }

    @Test
    void returnsTheHeaderOfALargeLetterAlone() throws IOException {
        String large = LETTER + "body-line\r\n".repeat(20_000);
        String text = text(writer.write(
                report(DsnAction.FAILED, "anna@example.test", large, false, recipient("bert@example.org", "no"))));
        assertThat(text)
                .contains("Content-Type: text/rfc822-headers", "Subject: hello")
                .doesNotContain("body-line");
    }

    @Test
    void aReplyCannotAddFieldsOrLines() throws IOException {
        String text = text(writer.write(report(
                DsnAction.FAILED,
                "anna@example.test",
                LETTER,
                false,
                recipient("bert@example.org", "550 no\r\nAction: delivered\r\n\r\n--x"))));
        assertThat(text.lines()).noneMatch(line -> line.startsWith("Action: delivered"));
        assertThat(text).contains("Diagnostic-Code: smtp; 550 no Action: delivered --x\r\n");
    }

    @Test
    void mendsBareLineBreaksOfWhatItReturns() throws IOException {
        String text = text(writer.write(report(
                DsnAction.FAILED,
                "anna@example.test",
                "Subject: x\n\nline\rline\r\n",
                false,
                recipient("bert@example.org", "no"))));
        assertThat(text).contains("Subject: x\r\n\r\nline\r\nline\r\n");
    }
}
