package org.letterlock.engine.imapserver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.ScramClient;

/** SCRAM-SHA-256 over IMAP (RFC 9051 §6.2.2, RFC 4959, RFC 5802, RFC 7677). */
final class ImapScramTest {

    @TempDir
    private Path folder;

    @Test
    void signsInWithAnInitialResponseAndProvesThatItKnowsUs() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.connect(true)) {
            client.readLine();
            ScramClient scram = new ScramClient(ImapFixture.USER, "secret", "abcdefgh");
            client.send("a1 AUTHENTICATE SCRAM-SHA-256 " + base64(scram.first()) + "\r\n");
            client.send(base64(scram.answer(challenge(client))) + "\r\n");
            assertThat(scram.trusts(challenge(client))).isTrue();
            client.send("\r\n");
            assertThat(client.readLine()).startsWith("a1 OK [CAPABILITY ");
            client.send("a2 SELECT INBOX\r\na3 LOGOUT\r\n");
            assertThat(new String(client.readToEnd(), US_ASCII)).contains("a2 OK", "a3 OK");
            assertThat(fixture.events)
                    .containsExactly("AUTHENTICATED IMAP anna@example.test from 192.0.2.1 with phone");
        }
    }

    @Test
    void signsInWithoutAnInitialResponse() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.connect(true)) {
            client.readLine();
            ScramClient scram = new ScramClient(ImapFixture.USER, "secret", "abcdefgh");
            client.send("a1 AUTHENTICATE scram-sha-256\r\n");
            assertThat(challenge(client)).isEmpty();
            client.send(base64(scram.first()) + "\r\n");
            client.send(base64(scram.answer(challenge(client))) + "\r\n");
            assertThat(scram.trusts(challenge(client))).isTrue();
            client.send("\r\n");
            assertThat(client.readLine()).startsWith("a1 OK ");
        }
    }

    @Test
    void refusesAWrongPasswordAndNotesWhoItWas() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.connect(true)) {
            client.readLine();
            ScramClient scram = new ScramClient(ImapFixture.USER, "wrong", "abcdefgh");
            client.send("a1 AUTHENTICATE SCRAM-SHA-256 " + base64(scram.first()) + "\r\n");
            client.send(base64(scram.answer(challenge(client))) + "\r\n");
            assertThat(client.readLine()).startsWith("a1 NO [AUTHENTICATIONFAILED] ");
            client.send("a2 SELECT INBOX\r\n");
            assertThat(client.readLine()).startsWith("a2 BAD ");
            assertThat(fixture.events).containsExactly("LOGIN_REFUSED IMAP anna@example.test from 192.0.2.1");
        }
    }

    @Test
    void givesBackTheLoginOfAClientThatCancelsAtTheLastStep() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.connect(true)) {
            client.readLine();
            ScramClient scram = new ScramClient(ImapFixture.USER, "secret", "abcdefgh");
            client.send("a1 AUTHENTICATE SCRAM-SHA-256 " + base64(scram.first()) + "\r\n");
            client.send(base64(scram.answer(challenge(client))) + "\r\n");
            challenge(client);
            client.send("*\r\n");
            assertThat(client.readLine()).startsWith("a1 BAD ");
            assertThat(fixture.authenticator.closedLogins()).isEqualTo(1);
            client.send("a2 SELECT INBOX\r\n");
            assertThat(client.readLine()).startsWith("a2 BAD ");
        }
    }

    private static byte[] challenge(WireClient client) {
        String line = client.readLine();
        assertThat(line).startsWith("+ ");
        return Base64.getDecoder().decode(line.substring(2));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
