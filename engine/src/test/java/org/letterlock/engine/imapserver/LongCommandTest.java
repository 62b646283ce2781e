package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
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

    @Test
    void endsWhenTheServerStops() {
        state.stop(LastWord.STOPPING);
        assertThatExceptionOfType(EndOfSession.class).isThrownBy(() -> command.at(1, 2));
    }
}
