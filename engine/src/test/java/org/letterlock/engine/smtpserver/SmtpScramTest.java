package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;
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
            client.send("AUTH SCRAM-SHA-256 " + base64(scram.first()) + "\r\n");
            client.send(base64(scram.answer(challenge(client))) + "\r\n");
            assertThat(scram.trusts(challenge(client))).isTrue();
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
            client.send("AUTH SCRAM-SHA-256\r\n");
            assertThat(challenge(client)).isEmpty();
            client.send(base64(scram.first()) + "\r\n");
            client.send(base64(scram.answer(challenge(client))) + "\r\n");
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

    private static byte[] challenge(WireClient client) {
        String line = client.readLine();
        assertThat(line).startsWith("334 ");
        return Base64.getDecoder().decode(line.substring(4));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
