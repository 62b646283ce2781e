package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.dsn.DsnReport;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;

/** What the sender of a letter that was sent on learns from the notices of other servers: what became of it, and not where it went. */
final class ReturnedNoticeTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final EmailAddress SENDER =
            EmailAddress.parse("freya@example.net").orElseThrow();
    private static final EmailAddress RETURNED =
            EmailAddress.parse("SRS0=h=d=example.net=freya@example.test").orElseThrow();

    private static final String REPORT = String.join(
            "\r\n",
            "From: Mail Delivery System <MAILER-DAEMON@mx.hidden.example>",
            "To: SRS0=h=d=example.net=freya@example.test",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "",
            "--b",
            "",
            "<secret@hidden.example>: host mx.hidden.example said: 550 5.1.1 secret is unknown",
            "",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.hidden.example",
            "",
            "Final-Recipient: rfc822; secret@hidden.example",
            "Original-Recipient: rfc822;secret@hidden.example",
            "Action: failed",
            "Status: 5.1.1",
            "Remote-MTA: dns; mx.hidden.example",
            "Diagnostic-Code: smtp; 550 5.1.1 secret is unknown",
            "",
            "--b",
            "Content-Description: Undelivered Message",
            "Content-Type: message/rfc822",
            "",
            "Return-Path: <SRS0=h=d=example.net=freya@example.test>",
            "Delivered-To: secret@hidden.example",
            "Delivered-To: public@example.test",
            "Received: from mx.example.test by mx.hidden.example for <secret@hidden.example>",
            "From: Freya <freya@example.net>",
            "To: public@example.test",
            "Subject: about the",
            " garden",
            "X-Note: hidden.example was here",
            " and here, too",
            "Date: Sun, 29 Nov 2026 10:00:00 +0100 (CET)",
            "Message-ID: <1@example.net>",
            "",
            "body that names secret",
            "--b--",
            "");

    private static Optional<DsnReport> read(String notice) throws IOException {
        byte[] octets = notice.getBytes(StandardCharsets.UTF_8);
        return ReturnedNotice.read(
                Octets.of(octets),
                MessageHeader.parse(octets),
                SENDER,
                RETURNED,
                new DomainName("mx.example.test"),
                NOW);
    }

    private static String text(DsnReport report) throws IOException {
        DsnWriter writer = new DsnWriter(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));
        try (InputStream in = writer.write(report).content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void tellsWhatBecameOfItAndWhichLetterItWas() throws IOException {
        assertThat(text(read(REPORT).orElseThrow()))
                .contains(
                        "To: <freya@example.net>",
                        "Final-Recipient: rfc822; public@example.test",
                        "Action: failed",
                        "Status: 5.1.1",
                        "Arrival-Date: Sun, 29 Nov 2026 09:00:00 +0000",
                        "Subject: about the\r\n garden\r\n",
                        "Message-ID: <1@example.net>",
                        "To: public@example.test")
                .doesNotContain("hidden", "secret", "and here, too");
    }

    @Test
    void tellsADelayAsOne() throws IOException {
        String delayed = REPORT.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1");
        assertThat(text(read(delayed).orElseThrow()))
                .contains("Action: delayed", "Status: 4.4.1")
                .doesNotContain("hidden", "secret");
    }

    @Test
    void understandsNoticesInWordsAlone() throws IOException {
        DsnReport report =
                read("From: MAILER-DAEMON@hidden.example\r\nSubject: failure notice\r\n\r\nHi. <secret@hidden.example>:\r\n"
                                + "no mailbox here by that name.\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nTo: x\r\n")
                        .orElseThrow();
        assertThat(text(report))
                .contains(
                        "Action: failed",
                        "Status: 5.0.0",
                        "Final-Recipient: rfc822; SRS0=h=d=example.net=freya@example.test")
                .doesNotContain("hidden", "secret");
    }

    @Test
    void passesNoAnswerOfSomebodyOn() throws IOException {
        assertThat(
                        read(
                                "From: Secret <secret@hidden.example>\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n\r\nI am away.\r\n"))
                .isEmpty();
        assertThat(read("")).isEmpty();
    }

    /** A first mebibyte is looked at, in lines of no more than is wanted. */
    @Test
    void isBoundedWhateverComes() throws IOException {
        String endless = "From: MAILER-DAEMON@hidden.example\r\n\r\n" + "x".repeat(3 << 20) + "\r\nAction: delayed\r\n";
        assertThat(text(read(endless).orElseThrow())).contains("Action: failed");
        String header =
                REPORT.substring(0, REPORT.indexOf("Subject:")) + "Subject: " + "y".repeat(100_000) + "\r\n\r\n";
        assertThat(text(read(header).orElseThrow()).length()).isLessThan(10_000);
    }
}
