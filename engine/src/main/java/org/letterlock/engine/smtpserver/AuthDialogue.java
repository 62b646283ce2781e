package org.letterlock.engine.smtpserver;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.sasl.Authenticator;
import org.letterlock.engine.sasl.ChannelBindings;
import org.letterlock.engine.sasl.LoginResult;
import org.letterlock.engine.sasl.SaslExchange;
import org.letterlock.engine.sasl.SaslMechanism;
import org.letterlock.engine.sasl.SaslStep;
import org.letterlock.engine.smtp.AuthResponse;
import org.letterlock.engine.smtp.SmtpCommand;
import org.letterlock.engine.smtp.SmtpReply;

/** AUTH (RFC 4954). */
final class AuthDialogue {

    static final int MAX_LINE = 12 * 1024;

    private final Wire wire;
    private final Conversation conversation;
    private final Authenticator authenticator;
    private final SecureRandom random;

    AuthDialogue(Wire wire, Conversation conversation, Authenticator authenticator, SecureRandom random) {
        this.wire = wire;
        this.conversation = conversation;
        this.authenticator = authenticator;
        this.random = random;
    }

    /** How it ended. */
    sealed interface Result {
        /** Somebody is there; the caller closes the login. */
        record LoggedIn(String user, org.letterlock.engine.sasl.Login login) implements Result {}

        /** Nobody is; the reply says why. */
        record Failed(SmtpReply reply) implements Result {}

        /** User name or password are wrong. */
        record WrongGuess(String user) implements Result {}
    }

    Result run(SmtpCommand.Auth auth) {
        ChannelBindings bindings = wire.bindings();
        Optional<SaslMechanism> mechanism = SaslMechanism.of(auth.mechanism(), bindings);
        if (mechanism.isEmpty()) {
            return new Result.Failed(Replies.AUTH_MECHANISM);
        }
        Authenticator.Attempt attempt = new Authenticator.Attempt(
                Authenticator.Protocol.SUBMISSION, wire.remote().getAddress());
        try (SaslExchange exchange = mechanism.get().exchange(authenticator, attempt, bindings, random)) {
            Questions questions = new Questions();
            Optional<byte[]> initial = Optional.empty();
            if (auth.initialResponse().isPresent()) {
                initial = questions.octets(
                        AuthResponse.initial(auth.initialResponse().get()));
                if (initial.isEmpty()) {
                    return new Result.Failed(questions.refusal);
                }
            }
            return switch (exchange.run(initial, questions::ask)) {
                case SaslStep.GivenUp() -> new Result.Failed(questions.refusal);
                case SaslStep.Malformed(String reason) -> new Result.Failed(Replies.AUTH_MALFORMED);
                case SaslStep.Done(LoginResult result) ->
                    switch (result) {
                        case LoginResult.Accepted(var login) -> new Result.LoggedIn(exchange.user(), login);
                        case LoginResult.Rejected() -> new Result.WrongGuess(exchange.user());
                        case LoginResult.OutOfScope() -> new Result.Failed(Replies.AUTH_OUT_OF_SCOPE);
                        case LoginResult.Unavailable() -> new Result.Failed(Replies.AUTH_UNAVAILABLE);
                    };
            };
        }
    }

    /** Asks what a mechanism wants to know. */
    private final class Questions {

        private SmtpReply refusal = Replies.AUTH_MALFORMED;

        private Optional<byte[]> ask(byte[] challenge) {
            conversation.reply(SmtpReply.bare(334, Base64.getEncoder().encodeToString(challenge)));
            return octets(conversation.read(new AuthResponse.Parser(MAX_LINE)));
        }

        private Optional<byte[]> octets(AuthResponse response) {
            return switch (response) {
                case AuthResponse.Octets(byte[] octets) -> Optional.of(octets);
                case AuthResponse.Cancelled() -> refused(Replies.AUTH_CANCELLED);
                case AuthResponse.Malformed() -> refused(Replies.AUTH_MALFORMED);
                case AuthResponse.TooLong() -> {
                    conversation.skipLine();
                    yield refused(Replies.AUTH_TOO_LONG);
                }
            };
        }

        private Optional<byte[]> refused(SmtpReply reply) {
            refusal = reply;
            return Optional.empty();
        }
    }
}
