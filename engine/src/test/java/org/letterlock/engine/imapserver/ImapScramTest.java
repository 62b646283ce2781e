package org.letterlock.engine.imapserver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.SaslLines;
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
            SaslLines sasl = new SaslLines(client, "+ ");
            sasl.begin("a1 AUTHENTICATE SCRAM-SHA-256", scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
            assertThat(scram.trusts(sasl.challenge())).isTrue();
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
            SaslLines sasl = new SaslLines(client, "+ ");
            client.send("a1 AUTHENTICATE scram-sha-256\r\n");
            assertThat(sasl.challenge()).isEmpty();
            sasl.respond(scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
            assertThat(scram.trusts(sasl.challenge())).isTrue();
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
            SaslLines sasl = new SaslLines(client, "+ ");
            sasl.begin("a1 AUTHENTICATE SCRAM-SHA-256", scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
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
            SaslLines sasl = new SaslLines(client, "+ ");
            sasl.begin("a1 AUTHENTICATE SCRAM-SHA-256", scram.first());
            sasl.respond(scram.answer(sasl.challenge()));
            sasl.challenge();
            client.send("*\r\n");
            assertThat(client.readLine()).startsWith("a1 BAD ");
            assertThat(fixture.authenticator.closedLogins()).isEqualTo(1);
            client.send("a2 SELECT INBOX\r\n");
            assertThat(client.readLine()).startsWith("a2 BAD ");
        }
    }
}
