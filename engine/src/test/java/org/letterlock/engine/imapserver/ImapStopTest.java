package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.WireClient;

/** RFC 9051 §7.1.5: a session that the server ends is told so. */
final class ImapStopTest {

    @TempDir
    private Path folder;

    @Test
    void saysGoodByeWhenTheServerStops() {
        try (ImapFixture fixture = new ImapFixture(folder)) {
            InMemoryWire wire = new InMemoryWire().withTls();
            Session session = fixture.server.create(wire);
            Thread.ofVirtual().name("imap").start(session::run);
            wire.client().readLine();
            session.stop();
            session.stop();
            assertThat(new String(wire.client().readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("* BYE [UNAVAILABLE] The server stops, come back soon\r\n");
        }
    }

    @Test
    void saysGoodByeInIdleWhenTheLoginIsTakenAway() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            client.send("a1 SELECT INBOX\r\na2 IDLE\r\n");
            readTo(client, "+ ");
            fixture.authenticator.revoke();
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("* BYE [EXPIRED] The login was taken away\r\n");
        }
    }

    @Test
    void saysGoodByeInTheMiddleOfALiteralWhenTheLoginIsTakenAway() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            client.send("a1 APPEND INBOX {1000}\r\n");
            readTo(client, "+ ");
            client.send("Subject: x\r\n");
            fixture.authenticator.revoke();
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("* BYE [EXPIRED] The login was taken away\r\n");
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    /** Whoever locks an account must not wait for a client that does not read. */
    @Test
    void takesTheLoginOfAClientThatDoesNotReadWithoutWaiting() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            fixture.append("Subject: long\r\n\r\n" + "y".repeat(400_000));
            client.send("a1 SELECT INBOX\r\n");
            readTo(client, "a1 OK");
            client.send("a2 FETCH 1 BODY.PEEK[]\r\na3 NOOP\r\n");
            assertThat(client.readLine()).startsWith("* 1 FETCH");
            fixture.authenticator.revoke();
            String rest = new String(client.readToEnd(), StandardCharsets.US_ASCII);
            assertThat(rest)
                    .endsWith("* BYE [EXPIRED] The login was taken away\r\n")
                    .contains("a2 OK");
        }
    }

    @Test
    void answersNoWhenTheStoreFailsAndGoesOn() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            client.send("a1 SELECT INBOX\r\n");
            readTo(client, "a1 OK");
            fixture.store.close();
            client.send("a2 NOOP\r\na3 SEARCH ALL\r\na4 FETCH 1:* FLAGS\r\na5 IDLE\r\n");
            readTo(client, "a2 NO [UNAVAILABLE]");
            readTo(client, "a3 NO [UNAVAILABLE]");
            readTo(client, "a4 NO [UNAVAILABLE]");
            readTo(client, "a5 NO [UNAVAILABLE]");
            client.send("a6 LOGOUT\r\n");
            readTo(client, "a6 OK");
        }
    }

    @Test
    void endsAStoppedSessionWhoseStoreIsGoneInGoodOrder() {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            fixture.store.close();
            fixture.authenticator.revoke();
            client.send("a2 STATUS INBOX (MESSAGES)\r\n");
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .endsWith("* BYE [EXPIRED] The login was taken away\r\n");
        }
    }

    private static void readTo(WireClient client, String start) {
        String line = client.readLine();
        while (!line.startsWith(start)) {
            line = client.readLine();
        }
    }
}
