package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.WireException;

/** A long command ends when nobody waits for it any more. */
final class LongCommandTest {

    private final InMemoryWire wire = new InMemoryWire();
    private final SessionState state = new SessionState(wire, ImapServerSettings.of("mail.example.test", "1"));
    private final LongCommand command = new LongCommand(state);

    @Test
    void endsWhenTheClientIsGone() {
        assertThatNoException().isThrownBy(() -> command.at(0, 2));
        wire.client().close();
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> command.at(1, 2));
    }

    /** COPY and MOVE are one step. */
    @Test
    void saysThatAStepGoesOn(@TempDir Path folder) {
        try (ImapFixture fixture = new ImapFixture(folder)) {
            SessionState copying = new SessionState(wire, ImapFixture.talkative());
            copying.open(new ImapAccount(fixture.store, Set.of(ImapExtension.INPROGRESS)));
            copying.tag("a1");
            String told = new LongCommand(copying).during(() -> wire.client().readLine());
            assertThat(told).startsWith("* OK [INPROGRESS (\"a1\" NIL NIL)] ");
        }
    }

    @Test
    void carriesAStepOutWhereTheClientIsGone(@TempDir Path folder) {
        try (ImapFixture fixture = new ImapFixture(folder)) {
            SessionState copying = new SessionState(wire, ImapFixture.talkative());
            copying.open(new ImapAccount(fixture.store, Set.of(ImapExtension.INPROGRESS)));
            wire.client().close();
            assertThat(new LongCommand(copying).during(() -> "done")).isEqualTo("done");
        }
    }

    @Test
    void endsWhenTheServerStops() {
        state.stop(LastWord.STOPPING);
        assertThatExceptionOfType(EndOfSession.class).isThrownBy(() -> command.at(1, 2));
    }
}
