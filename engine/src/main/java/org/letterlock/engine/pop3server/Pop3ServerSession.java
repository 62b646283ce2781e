package org.letterlock.engine.pop3server;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.net.OtherProtocol;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.pop3.LineGrammar.Line;
import org.letterlock.engine.pop3.MultiLineWriter;
import org.letterlock.engine.pop3.ParsedCommand;
import org.letterlock.engine.pop3.Pop3Command;
import org.letterlock.engine.pop3.Pop3CommandParser;
import org.letterlock.engine.pop3.Pop3Reply;
import org.letterlock.engine.pop3.ResponseCode;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation with a client: one loop reads a command, one switch has it carried out. A command that fails for want of a resource is answered {@code -ERR
 * [SYS/TEMP]} and the session goes on; a bug ends it. Where that happens in the middle of a letter, or the server ends the session there, the connection
 * closes without another word: the client then knows that it has not all of it.
 */
final class Pop3ServerSession implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(Pop3ServerSession.class);

    private final Pop3Server server;
    private final Wire wire;
    private final Conversation conversation;
    private final LoginDialogue dialogue;
    private @Nullable Login login;
    private @Nullable OpenMaildrop maildrop;
    private int badCommands;
    private boolean ended;

    Pop3ServerSession(Pop3Server server, Wire wire) {
        this.server = server;
        this.wire = wire;
        this.conversation = new Conversation(wire, server.settings());
        this.dialogue = new LoginDialogue(conversation, server);
    }

    @Override
    public void run() {
        try {
            conversation.reply(Replies.GREETING);
            while (!ended) {
                serve();
            }
            wire.flush();
        } catch (EndOfSession end) {
            sayLast(end.reply());
        } catch (WireException e) {
            LOG.debug("POP3 session {} ended: {}", wire.id(), e.reason());
        } catch (DatabaseException e) {
            LOG.warn("POP3 session {} broke off a letter: {}", wire.id(), e.getMessage(), e.unexpected());
        } catch (RuntimeException e) {
            LOG.error("POP3 session {} failed", wire.id(), e);
            sayLast(Pop3Reply.err(ResponseCode.SYS_PERM, "Something went wrong here (" + wire.id() + ")"));
        } finally {
            if (login != null) {
                login.close();
            }
            wire.close();
        }
    }

    @Override
    public void stop() {
        conversation.stop(Replies.STOPPING);
    }

    private void sayLast(Pop3Reply reply) {
        if (conversation.isBrokenOff()) {
            return;
        }
        try {
            conversation.reply(reply);
        } catch (WireException e) {
            LOG.debug("POP3 session {} was gone", wire.id());
        }
    }

    private void serve() {
        switch (conversation.read()) {
            case Line.TooLong tooLong -> bad(Replies.LONG_LINE);
            case Line.BareLineFeed bare -> bad(Replies.BARE_LINE_FEED);
            case Line.Whole(byte[] line) -> {
                ParsedCommand parsed;
                boolean otherProtocol;
                try {
                    parsed = Pop3CommandParser.parse(line);
                    otherProtocol = OtherProtocol.begins(line);
                } finally {
                    // It may be a password, also where that is refused.
                    Arrays.fill(line, (byte) 0);
                }
                serve(parsed, otherProtocol);
            }
        }
    }

    private void serve(ParsedCommand parsed, boolean otherProtocol) {
        switch (parsed) {
            case ParsedCommand.Parsed(Pop3Command command) -> {
                badCommands = 0;
                carryOut(command);
            }
            case ParsedCommand.Malformed(String reason) -> bad(Pop3Reply.err(reason));
            case ParsedCommand.Unknown() -> {
                if (!conversation.loggedIn() && otherProtocol) {
                    throw new EndOfSession(Replies.OTHER_PROTOCOL);
                }
                bad(Replies.UNKNOWN);
            }
        }
    }

    private void bad(Pop3Reply reply) {
        badCommands++;
        conversation.reply(reply);
        int limit = conversation.loggedIn()
                ? server.settings().badAfterLogin()
                : server.settings().badBeforeLogin();
        if (badCommands >= limit) {
            throw new EndOfSession(Replies.BAD_COMMANDS);
        }
    }

    private void carryOut(Pop3Command command) {
        try {
            dispatch(command);
        } catch (DatabaseException e) {
            conversation.checkStopped();
            if (conversation.isBrokenOff()) {
                throw e;
            }
            LOG.warn("POP3 command failed on {}: {}", wire.id(), e.getMessage(), e.unexpected());
            conversation.reply(Replies.UNAVAILABLE);
        } finally {
            if (command instanceof Pop3Command.Pass(byte[] password)) {
                Arrays.fill(password, (byte) 0);
            }
        }
    }

    private void dispatch(Pop3Command command) {
        switch (command) {
            case Pop3Command.InAnyState any -> {
                switch (any) {
                    case Pop3Command.Capa capa -> capabilities();
                    case Pop3Command.Quit quit -> quit();
                    case Pop3Command.Lang(Optional<String> range) -> language(range);
                }
            }
            case Pop3Command.BeforeLogin before -> {
                if (conversation.loggedIn()) {
                    conversation.reply(Replies.LOGGED_IN_ALREADY);
                } else {
                    dialogue.handle(before).ifPresent(this::logIn);
                }
            }
            case Pop3Command.AfterLogin after -> {
                if (maildrop == null) {
                    conversation.reply(Replies.LOG_IN_FIRST);
                } else {
                    inTransaction(after, maildrop);
                }
            }
        }
    }

    private static void inTransaction(Pop3Command.AfterLogin command, OpenMaildrop maildrop) {
        switch (command) {
            case Pop3Command.Stat stat -> maildrop.stat();
            case Pop3Command.ScanListing list -> maildrop.list(list.message());
            case Pop3Command.Uidl uidl -> maildrop.uidl(uidl.message());
            case Pop3Command.Retr retr -> maildrop.retr(retr.message());
            case Pop3Command.Top top -> maildrop.top(top.message(), top.lines());
            case Pop3Command.Dele dele -> maildrop.dele(dele.message());
            case Pop3Command.Rset rset -> maildrop.rset();
            case Pop3Command.Noop noop -> maildrop.noop();
        }
    }

    private void logIn(Login as) {
        boolean open = false;
        try {
            maildrop = OpenMaildrop.of(conversation, server.stores().apply(as), as.account());
            login = as;
            conversation.logIn();
            as.onRevoked(() -> conversation.stop(Replies.REVOKED));
            open = true;
            conversation.reply(Replies.LOGGED_IN);
        } finally {
            if (!open) {
                as.close();
            }
        }
    }

    /** What works in the present state (RFC 2449 §5, §6). */
    private void capabilities() {
        MultiLineWriter lines = conversation.begin(Pop3Reply.ok("Capabilities follow"));
        lines.line("TOP");
        lines.line("UIDL");
        lines.line("PIPELINING");
        lines.line("RESP-CODES");
        lines.line("AUTH-RESP-CODE");
        lines.line("EXPIRE NEVER");
        lines.line("LANG");
        if (wire.tls().isEmpty()) {
            lines.line("STLS");
        } else {
            lines.line("UTF8 USER");
            lines.line("USER");
            lines.line("SASL " + String.join(" ", LoginDialogue.mechanisms(conversation.wire())));
        }
        if (conversation.loggedIn()) {
            lines.line("IMPLEMENTATION Letterlock-" + server.settings().version());
        }
        lines.end();
        conversation.ended();
    }

    /** RFC 6856 §3: there is one language. */
    private void language(Optional<String> range) {
        if (range.isPresent()) {
            boolean english = range.get().equals("*") || range.get().equalsIgnoreCase("en");
            conversation.reply(english ? Replies.LANGUAGE : Replies.OTHER_LANGUAGE);
            return;
        }
        MultiLineWriter lines = conversation.begin(Pop3Reply.ok("Languages follow"));
        lines.line("en English");
        lines.end();
        conversation.ended();
    }

    private void quit() {
        ended = true;
        if (maildrop == null) {
            conversation.reply(Replies.BYE);
            return;
        }
        try {
            maildrop.update(server.forGood().test(maildrop.account()));
        } catch (DatabaseException e) {
            conversation.checkStopped();
            LOG.warn("POP3 session {} could not delete: {}", wire.id(), e.getMessage(), e.unexpected());
            conversation.reply(Replies.NOT_ALL_REMOVED);
        }
    }
}
