package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.InMemoryWire;

/** RFC 9051 §5.5: messages that a client hands over one behind the other, without waiting for answers. */
final class PipelinedAppendTest {

    private static final String APPEND = " APPEND INBOX {14+}\r\nSubject: a\r\n\r\n\r\n";

    @TempDir
    private Path folder;

    /** Else a client that is killed, and begins anew, sends again what it was not told of. */
    @Test
    void eachIsAcknowledgedBeforeTheNextIsKept() {
        try (ImapFixture fixture = new ImapFixture(folder)) {
            List<Long> sentBefore = new CopyOnWriteArrayList<>();
            InMemoryWire wire = new InMemoryWire().withTls();
            wire.watched(read -> sentBefore.add(wire.sent()));
            Thread.ofVirtual().name("imap").start(fixture.server.create(wire)::run);
            wire.client().readLine();
            wire.client().send("a0 LOGIN " + ImapFixture.USER + " secret\r\n");
            wire.client().readLine();
            long atFirst = wire.sent();
            wire.client().send("a1" + APPEND + "a2" + APPEND + "a3" + APPEND);
            String first = wire.client().readLine();
            String second = wire.client().readLine();
            assertThat(List.of(first, second, wire.client().readLine()))
                    .allSatisfy(line -> assertThat(line).matches("a[123] OK \\[APPENDUID .*"));
            assertThat(sentBefore.getLast()).isEqualTo(atFirst + first.length() + second.length() + 4);
        }
    }
}
