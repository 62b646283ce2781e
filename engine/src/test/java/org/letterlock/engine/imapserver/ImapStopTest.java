package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.Session;

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
                    .startsWith("* BYE ");
        }
    }
}
