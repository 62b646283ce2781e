package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

/** What other servers report, from their letter to the owner's command line. */
final class ReportsInTest {

    private static final String INBOX = "mail-reports@example.test";

    private static final String DMARC = """
            <feedback><report_metadata><org_name>Example Provider</org_name><report_id>r-1</report_id></report_metadata>
            <policy_published><domain>example.test</domain></policy_published>
            <record><row><source_ip>192.0.2.77</source_ip><count>5</count><policy_evaluated><disposition>quarantine</disposition>
            <dkim>fail</dkim><spf>fail</spf></policy_evaluated></row></record>
            <record><row><source_ip>192.0.2.1</source_ip><count>40</count><policy_evaluated><disposition>none</disposition>
            <dkim>pass</dkim><spf>pass</spf></policy_evaluated></row></record></feedback>""";

    private static final String TLS = """
            {"organization-name": "Example Provider", "date-range": {"start-datetime": "2026-11-28T00:00:00Z",
            "end-datetime": "2026-11-28T23:59:59Z"}, "report-id": "t-1", "policies": [{"policy": {"policy-type": "sts",
            "policy-domain": "example.test"}, "summary": {"total-successful-session-count": 30, "total-failure-session-count": 2},
            "failure-details": [{"result-type": "certificate-expired", "receiving-mx-hostname": "mx.example.test",
            "failed-session-count": 2}]}]}""";

    private static String packed(String content, String type) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return "From: reports@example.net\r\nTo: " + INBOX + "\r\nSubject: Report\r\nContent-Type: application/" + type
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed.toByteArray()) + "\r\n";
    }

    private static SmtpTestClient.Reply deliver(EngineProcess engine, String from, String to, String letter) {
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            return smtp.deliver(from, List.of(to), letter.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static final String BOUNCE = """
            From: MAILER-DAEMON@mx.example.net
            Subject: Returned mail
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net

            Final-Recipient: rfc822; hidden-word@example.com
            Action: failed
            Status: 5.2.2
            Diagnostic-Code: smtp; 552 5.2.2 hidden-word has no room
            --b
            Content-Type: text/rfc822-headers

            From: anna@example.test
            Subject: hidden-word

            --b--
            """.replace("\n", "\r\n");

    @Test
    void areCountedAndToldInPlainWordsAlsoAfterTheEngineWasKilled() throws IOException {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"))) {
            Path socket = engine.socket();
            Mailboxes.domain(engine, "example.test");
            Mailboxes.make(engine, "anna@example.test");
            assertThat(Agent.run(socket, "", "domain", "show", "example.test").out())
                    .contains(
                            "_dmarc.example.test. IN TXT \"v=DMARC1; p=none; rua=mailto:mail-reports@example.test\"",
                            "_smtp._tls.example.test. IN TXT \"v=TLSRPTv1; rua=mailto:mail-reports@example.test\"");
            assertThat(Agent.run(socket, "", "report", "show").out()).contains("No server reported.");

            assertThat(deliver(engine, "reports@example.net", INBOX, packed(DMARC, "gzip"))
                            .isPositive())
                    .isTrue();
            assertThat(deliver(engine, "reports@example.net", INBOX, packed(TLS, "tlsrpt+gzip"))
                            .isPositive())
                    .isTrue();
            assertThat(deliver(engine, "", "anna@example.test", BOUNCE).isPositive())
                    .isTrue();
            assertThat(deliver(engine, "ann@example.net", INBOX, "Subject: hello\r\n\r\nhello\r\n")
                            .code())
                    .isEqualTo(554);
            assertThat(Agent.run(socket, "", "report", "tls").out()).contains("Nobody is told");
            assertThat(Agent.run(socket, "", "report", "tls", "on").out()).contains("are told once a day");
            assertThat(Agent.run(socket, "", "report", "dmarc").out()).contains("Nobody is told");
            assertThat(Agent.run(socket, "", "report", "dmarc", "on").out()).contains("are told once a day");
            engine.kill9();
            engine.startAgain();

            Agent.Ran shown = Agent.run(socket, "", "report", "show", "example.test");
            assertThat(shown.out())
                    .contains(
                            "Reports go to mail-reports@example.test.",
                            "Example Provider (dmarc, 1)",
                            "Example Provider (tls, 1)",
                            "Letters in its name: 45, of which 40 passed and 5 failed.",
                            "nobody answers for it",
                            "TLS by MTA-STS of example.test: 30 sessions succeeded, 2 failed.",
                            "What to do: renew the certificate.",
                            "example.com",
                            "mailbox-full",
                            "the mailbox is full");
            assertThat(Agent.run(socket, "", "report", "show", "--days", "1", "--json")
                            .out())
                    .contains("\"source\": \"192.0.2.77\"", "\"outcome\": \"put-aside\"", "\"kind\": \"bounced\"")
                    .doesNotContain("hidden-word");
            assertThat(Agent.run(socket, "", "report", "show", "example.org").err())
                    .contains("The domain example.org is not one of ours.");
            assertThat(Agent.run(socket, "", "report", "tls", "--json").out()).contains("\"on\": true");
            assertThat(Agent.run(socket, "", "report", "dmarc", "--json").out()).contains("\"on\": true");
            assertThat(Agent.run(socket, "", "report", "dmarc", "off", "--json").out())
                    .contains("\"on\": false");
            assertThat(Agent.run(socket, "", "report", "tls", "off", "--json").out())
                    .contains("\"on\": false");
            assertThat(Agent.run(socket, "", "report", "tls", "maybe").exitCode())
                    .isEqualTo(2);
            assertThat(engine.output()).doesNotContain("hidden-word");
            engine.stop();
            try (Stream<Path> files = Files.walk(folder.path())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain("hidden-word");
                }
            }
        }
    }

    private static void set(EngineProcess engine, String address) {
        Agent.Ran ran = Agent.run(engine.socket(), "", "address", "set", address, "--account", "anna@example.test");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
    }

    @Test
    void goToNobodyUnlessTheOwnerLetsThem() throws IOException {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"))) {
            Mailboxes.domain(engine, "example.test");
            String password = Mailboxes.make(engine, "anna@example.test");
            set(engine, "*@example.test");
            assertThat(deliver(engine, "reports@example.net", INBOX, packed(DMARC, "gzip"))
                            .isPositive())
                    .isTrue();
            assertThat(deliver(engine, "ann@example.net", "other@example.test", "Subject: one\r\n\r\nhello\r\n")
                            .isPositive())
                    .isTrue();
            set(engine, INBOX);
            assertThat(deliver(engine, "reports@example.net", INBOX, packed(DMARC.replace("r-1", "r-2"), "gzip"))
                            .isPositive())
                    .isTrue();
            assertThat(deliver(engine, "ann@example.net", INBOX, "Subject: no report\r\n\r\nhello\r\n")
                            .isPositive())
                    .isTrue();
            // The letter to another address, and what came when the address led somewhere.
            Mailboxes.open(engine, "anna@example.test", password, 3).close();
            assertThat(Agent.run(engine.socket(), "", "report", "show").out())
                    .contains("Example Provider (dmarc, 2)", "Letters in its name: 90");
            Agent.Ran off = Agent.run(engine.socket(), "", "address", "off", INBOX);
            assertThat(off.exitCode()).as(off.err()).isZero();
            try (SmtpTestClient smtp = engine.mx().ehlo()) {
                smtp.command("MAIL FROM:<reports@example.net>").expect(250);
                assertThat(smtp.command("RCPT TO:<" + INBOX + ">").code()).isEqualTo(550);
            }
        }
    }
}
