package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.SaslLines;
import org.letterlock.engine.sasl.ScramClient;

/** SCRAM-SHA-256 over submission (RFC 4954 §4, RFC 5802, RFC 7677). */
final class SmtpScramTest {

    @TempDir
    private Path folder;

    @Test
    void signsInAndProvesThatItKnowsUs() throws IOException {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(SmtpFixture.Role.SUBMISSIONS)) {
            WireClient client = greeted(open);
            ScramClient scram = new ScramClient("anna@example.test", "correct horse", "abcdefgh");
            SaslLines sasl = new SaslLines(client, "334 ");
            sasl.begin("AUTH SCRAM-SHA-256", scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
            assertThat(scram.trusts(sasl.challenge())).isTrue();
            client.send("\r\n");
            assertThat(client.readLine()).startsWith("235 2.7.0");
            client.send("MAIL FROM:<anna@example.test>\r\n");
            assertThat(client.readLine()).startsWith("250");
        }
    }

    @Test
    void refusesAWrongPassword() throws IOException {
        try (SmtpFixture fixture = new SmtpFixture(folder, false);
                SmtpFixture.Open open = fixture.open(SmtpFixture.Role.SUBMISSIONS)) {
            WireClient client = greeted(open);
            ScramClient scram = new ScramClient("anna@example.test", "wrong", "abcdefgh");
            SaslLines sasl = new SaslLines(client, "334 ");
            client.send("AUTH SCRAM-SHA-256\r\n");
            assertThat(sasl.challenge()).isEmpty();
            sasl.respond(scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
            assertThat(client.readLine()).startsWith("535 5.7.8");
            client.send("MAIL FROM:<anna@example.test>\r\n");
            assertThat(client.readLine()).startsWith("530");
        }
    }

    private static WireClient greeted(SmtpFixture.Open open) {
        WireClient client = open.client();
        client.readLine();
        client.send("EHLO client.example.org\r\n");
        String line = client.readLine();
        while (line.startsWith("250-")) {
            line = client.readLine();
        }
        return client;
    }
}
