package org.letterlock.engine.imapserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.imap.AnnouncedMessage;
import org.letterlock.engine.imap.CommandPart;
import org.letterlock.engine.imap.CommandPartGrammar;
import org.letterlock.engine.imap.ImapCommandParser;
import org.letterlock.engine.imap.LiteralGrammar;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.SkipLineGrammar;
import org.letterlock.engine.mail.Usage;
import org.letterlock.engine.spool.Spool;
import org.letterlock.engine.spool.SpoolWriter;
import org.letterlock.engine.spool.Spooler;

/**
 * Puts commands together from lines and literals (RFC 9051 §4.3, RFC 7888). All limits on what a client may make us hold are here: nothing is
 * allocated by an announced size, messages go to a spool, and whatever is too large is refused before it is sent, or drained, or ends the session.
 */
final class CommandReader {

    private static final int PIECE = 32 * 1024;
    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final int MAX_DRAINED = 1024 * 1024;
    private static final int MAX_MESSAGES = 1000;

    /** All messages of one command together have at most this many times what one may have. */
    private static final int MAX_TOGETHER = 4;

    /** RFC 7888 §5: what LITERAL- allows in a literal that does not wait. */
    private static final int LITERAL_MINUS = 4096;

    private final SessionState state;
    private final ImapServerSettings settings;
    private final Spooler spooler;
    private final Runnable meanwhile;

    /** @param meanwhile run before it waits for a command to begin, and whenever somebody wakes the wire meanwhile */
    CommandReader(SessionState state, Spooler spooler, Runnable meanwhile) {
        this.meanwhile = meanwhile;
        this.state = state;
        this.settings = state.settings();
        this.spooler = spooler;
    }

    /** A command that is being put together. */
    private static final class Draft {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        final List<Spool> messages = new ArrayList<>();
        Optional<TaggedResponse> refusal = Optional.empty();

        String tag() {
            return ImapCommandParser.tagOf(octets.toByteArray());
        }

        void discard() {
            messages.forEach(Spool::close);
            messages.clear();
        }
    }

    /**
     * Reads one command; blocks until it is whole.
     *
     * @throws EndOfSession as {@link SessionState#read} does
     */
    ReadCommand read() {
        boolean loggedIn = state.loggedIn();
        Draft draft = new Draft();
        boolean whole = false;
        try {
            ReadCommand read = read(loggedIn, draft);
            whole = read instanceof ReadCommand.Complete;
            return read;
        } finally {
            if (!whole) {
                draft.discard();
            }
        }
    }

    private ReadCommand read(boolean loggedIn, Draft draft) {
        CommandPartGrammar grammar =
                new CommandPartGrammar(loggedIn ? settings.lineAfterLogin() : settings.lineBeforeLogin());
        Optional<CommandPart> part = Optional.empty();
        while (part.isEmpty()) {
            meanwhile.run();
            if (state.ended()) {
                return new ReadCommand.Over();
            }
            part = state.read(grammar, PATIENCE);
        }
        while (true) {
            switch (part.get()) {
                case CommandPart.End(byte[] line) -> {
                    draft.octets.writeBytes(line);
                    return complete(draft);
                }
                case CommandPart.BareLineFeed(byte[] line) -> {
                    draft.octets.writeBytes(line);
                    return new ReadCommand.Refused(draft.tag(), TaggedResponse.bad("Lines end with CRLF"));
                }
                case CommandPart.TooLong(byte[] beginning) -> {
                    draft.octets.writeBytes(beginning);
                    return skipLine()
                            ? new ReadCommand.Refused(
                                    draft.tag(), TaggedResponse.bad(ResponseCode.TOOBIG, "The line is too long"))
                            : new ReadCommand.Hopeless(LastWord.LONG_LINE);
                }
                case CommandPart.Literal literal -> {
                    draft.octets.writeBytes(literal.octets());
                    Optional<ReadCommand> end = literal(literal, loggedIn, draft);
                    if (end.isPresent()) {
                        return end.get();
                    }
                    part = Optional.of(state.read(grammar));
                }
            }
        }
    }

    private ReadCommand complete(Draft draft) {
        if (draft.refusal.isPresent()) {
            return new ReadCommand.Refused(draft.tag(), draft.refusal.get());
        }
        if (draft.octets.size() > settings.commandLimit()) {
            return new ReadCommand.Refused(
                    draft.tag(), TaggedResponse.bad(ResponseCode.TOOBIG, "The command is too long"));
        }
        return new ReadCommand.Complete(draft.octets.toByteArray(), List.copyOf(draft.messages));
    }

    private boolean skipLine() {
        SkipLineGrammar grammar = new SkipLineGrammar();
        int skipped = 0;
        while (skipped < MAX_DRAINED) {
            int piece = state.read(grammar);
            if (piece < 0) {
                return true;
            }
            skipped += piece;
        }
        return false;
    }

    /** Takes a literal; empty when the command goes on. */
    private Optional<ReadCommand> literal(CommandPart.Literal literal, boolean loggedIn, Draft draft) {
        AnnouncedMessage announced =
                loggedIn ? ImapCommandParser.announced(draft.octets.toByteArray()) : AnnouncedMessage.NONE;
        boolean message = announced != AnnouncedMessage.NONE;
        Optional<TaggedResponse> objection = message
                ? objectionToMessage(literal, draft).or(() -> objectionToGrowth(announced, literal, draft))
                : objectionToText(literal, loggedIn, draft);
        if (objection.isPresent() && literal.synchronizing()) {
            return Optional.of(new ReadCommand.Refused(draft.tag(), objection.get()));
        }
        if (objection.isPresent()) {
            boolean drained = literal.size() <= MAX_DRAINED || objection.get().equals(TaggedResponse.OVERQUOTA);
            if (!message || !drained) {
                return Optional.of(new ReadCommand.Hopeless(LastWord.LARGE_LITERAL));
            }
            draft.refusal = objection;
        }
        if (literal.synchronizing()) {
            state.wire().write(CONTINUE);
        }
        draft.octets.writeBytes(CRLF);
        if (draft.refusal.isPresent()) {
            drain(literal.size());
        } else if (message) {
            spool(literal.size(), draft);
        } else {
            take(literal.size(), draft.octets);
        }
        return Optional.empty();
    }

    private static final byte[] CONTINUE = {'+', ' ', 'O', 'K', '\r', '\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    private Optional<TaggedResponse> objectionToMessage(CommandPart.Literal literal, Draft draft) {
        if (draft.messages.size() >= MAX_MESSAGES) {
            return Optional.of(TaggedResponse.bad("Too many messages"));
        }
        long before = draft.messages.stream().mapToLong(Spool::length).sum();
        return literal.size() > settings.appendLimit()
                        || literal.size() > MAX_TOGETHER * settings.appendLimit() - before
                ? Optional.of(TaggedResponse.no(ResponseCode.TOOBIG, "The message is too large"))
                : Optional.empty();
    }

    /** What is added to an account that has no room for it is refused before it is sent. What replaces something is known only when it has come. */
    private Optional<TaggedResponse> objectionToGrowth(
            AnnouncedMessage announced, CommandPart.Literal literal, Draft draft) {
        long before = draft.messages.stream().mapToLong(Spool::length).sum();
        return announced == AnnouncedMessage.REPLACING || state.store().hasRoom(Usage.of(before + literal.size()))
                ? Optional.empty()
                : Optional.of(TaggedResponse.OVERQUOTA);
    }

    private Optional<TaggedResponse> objectionToText(CommandPart.Literal literal, boolean loggedIn, Draft draft) {
        int limit = settings.literalAfterLogin();
        if (!loggedIn) {
            limit = literal.synchronizing() ? settings.lineBeforeLogin() : LITERAL_MINUS;
        }
        int total = loggedIn ? settings.commandLimit() : 2 * settings.lineBeforeLogin();
        return literal.size() > limit || draft.octets.size() + literal.size() > total
                ? Optional.of(TaggedResponse.bad(ResponseCode.TOOBIG, "The literal is too large"))
                : Optional.empty();
    }

    private void take(long size, ByteArrayOutputStream into) {
        long left = size;
        while (left > 0) {
            byte[] piece = state.read(new LiteralGrammar((int) Math.min(left, PIECE)));
            into.writeBytes(piece);
            left -= piece.length;
        }
    }

    private void drain(long size) {
        long left = size;
        while (left > 0) {
            left -= state.read(new LiteralGrammar((int) Math.min(left, PIECE))).length;
        }
    }

    private void spool(long size, Draft draft) {
        long left = size;
        try (SpoolWriter writer = spooler.create()) {
            while (left > 0) {
                byte[] piece = state.read(new LiteralGrammar((int) Math.min(left, PIECE)));
                left -= piece.length;
                writer.write(piece, 0, piece.length);
            }
            draft.messages.add(writer.finish());
        } catch (IOException e) {
            draft.refusal = Optional.of(
                    TaggedResponse.no(ResponseCode.UNAVAILABLE, "The message could not be kept, try again later"));
            drain(left);
        }
    }
}
