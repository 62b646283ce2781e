package org.letterlock.engine.imapserver;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.letterlock.engine.imap.CommandPart;
import org.letterlock.engine.imap.CommandPartGrammar;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.journal.LoginEvents;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.ChannelBindings;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.SaslExchange;
import org.letterlock.engine.sasl.SaslMechanism;
import org.letterlock.engine.sasl.SaslStep;

/** STARTTLS, LOGIN and AUTHENTICATE (RFC 9051 §6.2, RFC 4959). Nobody logs in over a clear wire. */
final class LoginHandler {

    private static final TaggedResponse CLEAR_WIRE = TaggedResponse.no(ResponseCode.PRIVACYREQUIRED, "Start TLS first");

    /** A client that guesses more often has to connect again. */
    private static final int MAX_GUESSES = 5;

    private final SessionState state;
    private final ImapServer server;
    private int guesses;

    LoginHandler(SessionState state, ImapServer server) {
        this.state = state;
        this.server = server;
    }

    TaggedResponse handle(ImapCommand.BeforeLogin command) {
        return switch (command) {
            case ImapCommand.StartTls startTls -> startTls();
            case ImapCommand.Login login -> login(login);
            case ImapCommand.Authenticate authenticate -> authenticate(authenticate);
        };
    }

    private TaggedResponse startTls() {
        Wire wire = state.wire();
        if (wire.tls().isPresent()) {
            return TaggedResponse.bad("TLS is active already");
        }
        state.out().raw(state.tag()).raw(" OK Begin TLS\r\n").flush();
        wire.startTls();
        return TaggedResponse.ANSWERED;
    }

    private Authenticator.Attempt attempt() {
        return new Authenticator.Attempt(
                Authenticator.Protocol.IMAP, state.wire().remote().getAddress());
    }

    private TaggedResponse login(ImapCommand.Login command) {
        try {
            if (state.wire().tls().isEmpty()) {
                return CLEAR_WIRE;
            }
            return finish(
                    command.user(), server.authenticator().withPassword(command.user(), command.password(), attempt()));
        } finally {
            Arrays.fill(command.password(), (byte) 0);
        }
    }

    private TaggedResponse authenticate(ImapCommand.Authenticate command) {
        Optional<Wire.TlsInfo> tls = state.wire().tls();
        if (tls.isEmpty()) {
            return CLEAR_WIRE;
        }
        ChannelBindings bindings = tls.get().bindings();
        Optional<SaslMechanism> mechanism = SaslMechanism.of(command.mechanism(), bindings);
        if (mechanism.isEmpty()) {
            return TaggedResponse.no(ResponseCode.CANNOT, "Unknown mechanism");
        }
        try (SaslExchange exchange =
                mechanism.get().exchange(server.authenticator(), attempt(), bindings, server.random())) {
            Questions questions = new Questions();
            return switch (exchange.run(command.initialResponse(), questions::ask)) {
                case SaslStep.Done(LoginResult result) -> finish(exchange.user(), result);
                case SaslStep.Malformed _ -> TaggedResponse.bad("The response breaks the mechanism's rules");
                case SaslStep.GivenUp _ -> TaggedResponse.bad(questions.refusal);
            };
        }
    }

    /** Asks what a mechanism wants to know. */
    private final class Questions {

        private String refusal = "";

        private Optional<byte[]> ask(byte[] challenge) {
            state.out()
                    .raw("+ ")
                    .raw(Base64.getEncoder().encodeToString(challenge))
                    .crlf()
                    .flush();
            CommandPart part =
                    state.read(new CommandPartGrammar(state.settings().lineBeforeLogin()));
            if (!(part instanceof CommandPart.End(byte[] line))) {
                return refused("Expected a line of base64");
            }
            if (line.length == 1 && line[0] == '*') {
                return refused("Cancelled");
            }
            try {
                return Optional.of(Base64.getDecoder().decode(line));
            } catch (IllegalArgumentException e) {
                return refused("The response is not base64");
            } finally {
                Arrays.fill(line, (byte) 0);
            }
        }

        private Optional<byte[]> refused(String reason) {
            refusal = reason;
            return Optional.empty();
        }
    }

    private TaggedResponse finish(String user, LoginResult result) {
        return switch (result) {
            case LoginResult.Rejected rejected ->
                refused(user, TaggedResponse.no(ResponseCode.AUTHENTICATIONFAILED, "User name or password is wrong"));
            case LoginResult.OutOfScope outOfScope ->
                refused(user, TaggedResponse.no(ResponseCode.NOPERM, "This password is not for reading mail"));
            case LoginResult.Unavailable unavailable ->
                TaggedResponse.no(ResponseCode.UNAVAILABLE, "Login is not possible now, try again later");
            case LoginResult.Accepted(var login) -> {
                state.logIn(login);
                state.open(server.opened().apply(login));
                logins().authenticated(user, login.credentialName());
                state.wire().signedIn();
                state.wire().idleTimeout(state.settings().autologout());
                login.onRevoked(() -> state.stop(LastWord.REVOKED));
                yield TaggedResponse.ok(ResponseCode.capability(Capabilities.of(state)), "Logged in");
            }
        };
    }

    private TaggedResponse refused(String user, TaggedResponse response) {
        logins().refused(user);
        guesses++;
        if (guesses >= MAX_GUESSES) {
            state.bye(LastWord.GUESSES);
        }
        return response;
    }

    private LoginEvents logins() {
        return new LoginEvents(
                server.log(), "IMAP", state.wire().id(), state.wire().remote().getAddress());
    }
}
