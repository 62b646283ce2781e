package org.letterlock.engine.imapserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.letterlock.engine.imap.CommandPart;
import org.letterlock.engine.imap.CommandPartGrammar;

/**
 * IDLE (RFC 2177, RFC 9051 §6.3.13). Nothing is told before the continuation; afterwards a commit to the selected mailbox wakes the session, and whatever else NOTIFY asks for (RFC 5465 §4). What the
 * client sends behind DONE stays in the wire for the next command.
 */
final class IdleHandler {

    private final SessionState state;

    IdleHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse idle() {
        state.out().raw("+ idling\r\n").flush();
        state.notifications().idle(true);
        try {
            return waitForDone();
        } finally {
            state.notifications().idle(false);
        }
    }

    private TaggedResponse waitForDone() {
        CommandPartGrammar grammar = new CommandPartGrammar(state.settings().lineAfterLogin());
        long stillHere = state.settings().stillHere().toNanos();
        long last = System.nanoTime();
        while (true) {
            state.checkStopped();
            state.announce(true, false);
            state.notifications().tell();
            state.out().flush();
            if (state.ended()) {
                return TaggedResponse.ok("Done");
            }
            Duration patience = Duration.ofNanos(Math.max(1, stillHere - (System.nanoTime() - last)));
            Optional<CommandPart> part = state.read(grammar, patience);
            if (part.isPresent()) {
                return isDone(part.get()) ? TaggedResponse.ok("Done") : TaggedResponse.bad("Expected DONE");
            }
            if (System.nanoTime() - last >= stillHere) {
                state.out().raw("* OK Still here\r\n");
                last = System.nanoTime();
            }
        }
    }

    private static boolean isDone(CommandPart part) {
        return part instanceof CommandPart.End(byte[] line)
                && new String(line, StandardCharsets.ISO_8859_1).strip().equalsIgnoreCase("DONE");
    }
}
