package org.letterlock.engine.pop3server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.journal.LoginEvents;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.pop3.LineGrammar.Line;
import org.letterlock.engine.pop3.MultiLineWriter;
import org.letterlock.engine.pop3.Pop3Command;
import org.letterlock.engine.pop3.Pop3Reply;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.ChannelBindings;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.SaslExchange;
import org.letterlock.engine.sasl.SaslMechanism;
import org.letterlock.engine.sasl.SaslStep;

/** The AUTHORIZATION state: STLS, UTF8, USER, PASS and AUTH (RFC 1939 §4, §7, RFC 2595 §4, RFC 5034, RFC 6856 §2.1). Nobody logs in over a clear wire. */
final class LoginDialogue {

    /** A client that guesses more often has to connect again. */
    private static final int MAX_GUESSES = 5;

    private final Conversation conversation;
    private final Pop3Server server;
    private Optional<String> name = Optional.empty();
    private int guesses;

    LoginDialogue(Conversation conversation, Pop3Server server) {
        this.conversation = conversation;
        this.server = server;
    }

    /** Carries out a command and answers it, but where it succeeds: then the caller closes the login and answers. */
    Optional<Login> handle(Pop3Command.BeforeLogin command) {
        if (command instanceof Pop3Command.Stls) {
            startTls();
            return Optional.empty();
        }
        if (conversation.wire().tls().isEmpty()) {
            return failed(Replies.CLEAR_WIRE);
        }
        return switch (command) {
            case Pop3Command.Stls stls -> throw new IllegalStateException("answered above");
            case Pop3Command.Utf8 utf8 -> {
                conversation.enableUtf8();
                yield failed(Replies.UTF8);
            }
            case Pop3Command.User(String user) -> {
                name = Optional.of(user);
                yield failed(Replies.NAME_TAKEN);
            }
            case Pop3Command.Pass(byte[] password) -> pass(password);
            case Pop3Command.Auth auth -> auth.mechanism().isEmpty() ? listMechanisms() : authenticate(auth);
        };
    }

    private Optional<Login> failed(Pop3Reply reply) {
        conversation.reply(reply);
        return Optional.empty();
    }

    private void startTls() {
        Wire wire = conversation.wire();
        if (wire.tls().isPresent()) {
            conversation.reply(Replies.TLS_IS_ACTIVE);
            return;
        }
        conversation.reply(Replies.BEGIN_TLS);
        wire.startTls();
    }

    private Authenticator.Attempt attempt() {
        return new Authenticator.Attempt(
                Authenticator.Protocol.POP3, conversation.wire().remote().getAddress());
    }

    private Optional<Login> pass(byte[] password) {
        if (name.isEmpty()) {
            return failed(Replies.NAME_FIRST);
        }
        String user = name.get();
        name = Optional.empty();
        return finish(user, server.authenticator().withPassword(user, password, attempt()));
    }

    /** The names of the mechanisms, as SASL has them in CAPA (RFC 5034 §3). */
    static List<String> mechanisms(Wire wire) {
        return SaslMechanism.offered(wire.bindings()).stream()
                .map(SaslMechanism::token)
                .toList();
    }

    private Optional<Login> listMechanisms() {
        MultiLineWriter lines = conversation.begin(Pop3Reply.ok("Mechanisms follow"));
        mechanisms(conversation.wire()).forEach(lines::line);
        lines.end();
        conversation.ended();
        return Optional.empty();
    }

    private Optional<Login> authenticate(Pop3Command.Auth command) {
        ChannelBindings bindings = conversation.wire().bindings();
        Optional<SaslMechanism> mechanism = command.mechanism().flatMap(token -> SaslMechanism.of(token, bindings));
        if (mechanism.isEmpty()) {
            return failed(Replies.UNKNOWN_MECHANISM);
        }
        try (SaslExchange exchange =
                mechanism.get().exchange(server.authenticator(), attempt(), bindings, server.random())) {
            Optional<byte[]> response = Optional.empty();
            if (command.initialResponse().isPresent()) {
                response = decode(initial(command.initialResponse().get()));
                if (response.isEmpty()) {
                    return failed(Replies.NOT_BASE64);
                }
            }
            return switch (exchange.run(response, this::ask)) {
                case SaslStep.Done(LoginResult result) -> finish(exchange.user(), result);
                case SaslStep.Malformed _ -> failed(Replies.BREAKS_MECHANISM);
                case SaslStep.GivenUp _ -> Optional.empty();
            };
        }
    }

    /** An equals sign stands for an empty initial response (RFC 5034 §4). */
    private static byte[] initial(String base64) {
        return (base64.equals("=") ? "" : base64).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<byte[]> decode(byte[] base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    /** What the client answers to a challenge; empty when it was refused. */
    private Optional<byte[]> ask(byte[] challenge) {
        conversation
                .wire()
                .write(("+ " + Base64.getEncoder().encodeToString(challenge) + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return switch (conversation.read()) {
            case Line.BareLineFeed bare -> {
                conversation.reply(Replies.BARE_LINE_FEED);
                yield Optional.empty();
            }
            case Line.TooLong tooLong -> {
                conversation.reply(Replies.LONG_LINE);
                yield Optional.empty();
            }
            case Line.Whole(byte[] line) -> {
                boolean cancelled = line.length == 1 && line[0] == '*';
                Optional<byte[]> response = cancelled ? Optional.empty() : decode(line);
                if (response.isEmpty()) {
                    conversation.reply(cancelled ? Replies.CANCELLED : Replies.NOT_BASE64);
                }
                yield response;
            }
        };
    }

    private Optional<Login> finish(String user, LoginResult result) {
        return switch (result) {
            case LoginResult.Rejected rejected -> refused(user, Replies.WRONG_PASSWORD);
            case LoginResult.OutOfScope outOfScope -> refused(user, Replies.OUT_OF_SCOPE);
            case LoginResult.Unavailable unavailable -> failed(Replies.LOGIN_UNAVAILABLE);
            case LoginResult.Accepted(Login login) -> {
                logins().authenticated(user, login.credentialName());
                yield Optional.of(login);
            }
        };
    }

    private Optional<Login> refused(String user, Pop3Reply reply) {
        logins().refused(user);
        guesses++;
        conversation.reply(reply);
        if (guesses >= MAX_GUESSES) {
            throw new EndOfSession(Replies.GUESSES);
        }
        return Optional.empty();
    }

    private LoginEvents logins() {
        Wire wire = conversation.wire();
        return new LoginEvents(server.log(), "POP3", wire.id(), wire.remote().getAddress());
    }
}
