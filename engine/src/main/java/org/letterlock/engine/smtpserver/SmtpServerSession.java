package org.letterlock.engine.smtpserver;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.delivery.HeaderRoom;
import org.letterlock.engine.delivery.Recipient;
import org.letterlock.engine.delivery.Trace;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.LoginEvents;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.OtherProtocol;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.sasl.SaslMechanism;
import org.letterlock.engine.smtp.ForwardPath;
import org.letterlock.engine.smtp.SmtpCommand;
import org.letterlock.engine.smtp.SmtpCommandParser;
import org.letterlock.engine.smtp.SmtpReply;
import org.letterlock.engine.spool.Spooler;

/** One SMTP session: reads a command, decides, replies. */
final class SmtpServerSession implements Session {

    private static final int MAX_LINE = 4096;
    private static final int FREE_UNKNOWN = 3;
    private static final int MAX_UNKNOWN = 10;
    private static final int MAX_GUESSES = 5;

    /** How many recipients a line of the log names. */
    private static final int NAMED = 3;

    private final Wire wire;
    private final SmtpServerSettings settings;
    private final Service service;
    private final SecureRandom random;
    private final EventLog log;
    private final Conversation conversation;
    private final ContentReader contentReader;
    private final SmtpCommandParser parser;

    private Optional<String> helo = Optional.empty();
    private boolean extended;
    private Optional<Login> login = Optional.empty();
    private @Nullable Transaction transaction;
    private int letters;
    private int unknownRecipients;
    private int guesses;

    SmtpServerSession(
            Wire wire,
            SmtpServerSettings settings,
            Service service,
            Spooler spooler,
            HeaderRoom room,
            EventLog log,
            SecureRandom random) {
        this.wire = wire;
        this.settings = settings;
        this.service = service;
        this.random = random;
        this.log = log;
        this.conversation = new Conversation(wire, settings);
        this.contentReader = new ContentReader(wire, settings.maxSize(), spooler, room);
        this.parser = new SmtpCommandParser(
                MAX_LINE, AuthDialogue.MAX_LINE, service.authenticator().isPresent());
    }

    @Override
    public void stop() {
        conversation.stop();
    }

    @Override
    public void run() {
        try {
            greet();
            boolean on = true;
            while (on) {
                on = handle(conversation.read(parser));
            }
        } catch (EndOfSession end) {
            lastReply(end.reply());
        } catch (WireException e) {
            throw e;
        } catch (RuntimeException e) {
            lastReply(Replies.FAILED);
            throw e;
        } finally {
            reset();
            login.ifPresent(Login::close);
        }
    }

    private void lastReply(SmtpReply reply) {
        conversation.reply(reply);
        wire.close();
    }

    private void greet() {
        // What runs on this machine is no stranger's robot, and is not kept waiting.
        if (!settings.greetingDelay().isZero() && !wire.remote().getAddress().isLoopbackAddress()) {
            Optional<Boolean> early = wire.read(
                    octets -> octets.hasRemaining() ? new Cut.Done<>(true, 0) : new Cut.More<>(),
                    settings.greetingDelay());
            if (early.isPresent()) {
                throw new EndOfSession(Replies.EARLY_TALKER);
            }
        }
        conversation.reply(SmtpReply.bare(220, settings.hostName() + " ESMTP"));
    }

    /** Handles a command; whether the session goes on. */
    private boolean handle(SmtpCommand command) {
        switch (command) {
            case SmtpCommand.Helo(String name) -> hello(name, false);
            case SmtpCommand.Ehlo(String name) -> hello(name, true);
            case SmtpCommand.Mail mail -> mail(mail);
            case SmtpCommand.Rcpt rcpt -> rcpt(rcpt);
            case SmtpCommand.Data() -> data();
            case SmtpCommand.Bdat bdat -> bdat(bdat);
            case SmtpCommand.Rset() -> {
                reset();
                conversation.reply(Replies.OK);
            }
            case SmtpCommand.Noop() -> conversation.reply(Replies.OK);
            case SmtpCommand.Quit() -> {
                conversation.reply(Replies.BYE);
                return false;
            }
            case SmtpCommand.Vrfy() -> conversation.error(Replies.VRFY);
            case SmtpCommand.Expn() -> conversation.error(Replies.EXPN);
            case SmtpCommand.Help() -> conversation.reply(Replies.HELP);
            case SmtpCommand.StartTls() -> startTls();
            case SmtpCommand.Auth auth -> auth(auth);
            case SmtpCommand.Unknown(String verb) -> {
                if (OtherProtocol.isHttp(verb)) {
                    throw new EndOfSession(Replies.WRONG_PROTOCOL);
                }
                conversation.error(Replies.UNKNOWN_COMMAND);
            }
            case SmtpCommand.Malformed(SmtpCommand.Fault fault) -> {
                if (fault == SmtpCommand.Fault.TOO_LONG) {
                    conversation.skipLine();
                }
                conversation.error(Replies.of(fault));
            }
        }
        return true;
    }

    private void reset() {
        if (transaction != null) {
            transaction.close();
            transaction = null;
        }
    }

    private void hello(String name, boolean withExtensions) {
        reset();
        helo = Optional.of(name);
        extended = withExtensions;
        List<String> lines = new ArrayList<>(List.of(settings.hostName().ascii()));
        if (withExtensions) {
            lines.addAll(List.of(
                    "PIPELINING",
                    "SIZE " + settings.maxSize(),
                    "8BITMIME",
                    "SMTPUTF8",
                    "CHUNKING",
                    "ENHANCEDSTATUSCODES"));
            lines.add("LIMITS RCPTMAX=" + settings.maxRecipients());
            if (wire.tls().isPresent()) {
                lines.add("REQUIRETLS");
            } else if (settings.startTls()) {
                lines.add("STARTTLS");
            }
            lines.addAll(service.extensions());
            if (service.authenticator().isPresent()) {
                if (login.isEmpty()) {
                    wire.tls()
                            .map(tls -> SaslMechanism.offered(tls.bindings()).stream()
                                    .map(SaslMechanism::token)
                                    .collect(Collectors.joining(" ", "AUTH ", "")))
                            .ifPresent(lines::add);
                }
            }
        }
        conversation.reply(new SmtpReply(250, Optional.empty(), lines));
    }

    private void startTls() {
        if (wire.tls().isPresent()) {
            conversation.error(Replies.TLS_ALREADY);
        } else if (!settings.startTls()) {
            conversation.error(Replies.NOT_OFFERED);
        } else {
            // Octets that came with the command are an injection: the wire ends the connection (RFC 3207 §4.2).
            conversation.reply(Replies.START_TLS);
            wire.startTls();
            reset();
            helo = Optional.empty();
        }
    }

    private void auth(SmtpCommand.Auth auth) {
        if (service.authenticator().isEmpty()) {
            conversation.error(Replies.NOT_OFFERED);
        } else if (wire.tls().isEmpty()) {
            conversation.error(Replies.TLS_FOR_AUTH);
        } else if (helo.isEmpty()) {
            conversation.error(Replies.HELLO_FIRST);
        } else if (login.isPresent() || transaction != null) {
            conversation.error(Replies.AUTH_ALREADY);
        } else {
            AuthDialogue dialogue =
                    new AuthDialogue(wire, conversation, service.authenticator().get(), random);
            switch (dialogue.run(auth)) {
                case AuthDialogue.Result.LoggedIn(String user, Login found) -> {
                    login = Optional.of(found);
                    conversation.setUp();
                    wire.signedIn();
                    logins().authenticated(user, found.credentialName());
                    conversation.reply(Replies.AUTHENTICATED);
                    found.onRevoked(this::stop);
                }
                case AuthDialogue.Result.WrongGuess(String user) -> wrongGuess(user);
                case AuthDialogue.Result.Failed(SmtpReply reply) -> conversation.error(reply);
            }
        }
    }

    private void wrongGuess(String user) {
        guesses++;
        logins().refused(user);
        conversation.slowDown(guesses);
        if (guesses >= MAX_GUESSES) {
            conversation.reply(Replies.AUTH_REJECTED);
            throw new EndOfSession(Replies.TOO_MANY_ERRORS);
        }
        conversation.error(Replies.AUTH_REJECTED);
    }

    private LoginEvents logins() {
        return new LoginEvents(log, "SUBMISSION", wire.id(), wire.remote().getAddress());
    }

    private void mail(SmtpCommand.Mail mail) {
        if (service.authenticator().isPresent() && wire.tls().isEmpty()) {
            conversation.error(Replies.TLS_FIRST);
            return;
        }
        if (helo.isEmpty()) {
            conversation.error(Replies.HELLO_FIRST);
            return;
        }
        if (transaction != null) {
            conversation.error(Replies.MAIL_ALREADY);
            return;
        }
        Optional<SmtpReply> refusal = service.refuses(mail, login);
        if (refusal.isPresent()) {
            conversation.error(refusal.get());
        } else if (mail.parameters().size().orElse(0) > settings.maxSize()) {
            conversation.reply(Replies.TOO_LARGE);
        } else if (mail.parameters().requireTls() && wire.tls().isEmpty()) {
            conversation.error(Replies.of(SmtpCommand.Fault.UNKNOWN_PARAMETER)); // It was not offered (RFC 8689 §2).
        } else if (mail.parameters().deliverBy().filter(by -> !by.isPossible()).isPresent()) {
            conversation.error(Replies.TOO_SOON);
        } else if (needsUtf8(mail.from().address(), mail.parameters().smtpUtf8())) {
            conversation.reply(Replies.NEEDS_SMTPUTF8);
        } else if (service.rates().filter(rates -> !rates.mayBegin(remote())).isPresent()) {
            log.record(MailLog.Kind.REFUSED, wire.id(), "sender: " + Replies.TOO_FAST.text());
            conversation.reply(Replies.TOO_FAST);
        } else {
            letters++;
            transaction = new Transaction(mail, wire.id() + "-" + letters);
            conversation.setUp();
            conversation.reply(Replies.SENDER_OK);
        }
    }

    private static boolean needsUtf8(Optional<EmailAddress> address, boolean declared) {
        return !declared && address.filter(EmailAddress::isInternationalized).isPresent();
    }

    private void rcpt(SmtpCommand.Rcpt rcpt) {
        Transaction current = transaction;
        if (current == null) {
            conversation.error(Replies.MAIL_FIRST);
            return;
        }
        if (current.chunks() != null) {
            conversation.error(Replies.BDAT_BEGUN);
            return;
        }
        Optional<EmailAddress> to = switch (rcpt.to()) {
            case ForwardPath.Mailbox(EmailAddress address) -> Optional.of(address);
            case ForwardPath.Postmaster() -> service.postmaster();
            case ForwardPath.Literal() -> {
                conversation.error(service.authenticator().isPresent() ? Replies.NO_LITERALS : Replies.NO_RELAYING);
                yield Optional.empty();
            }
        };
        if (to.isEmpty()) {
            if (!(rcpt.to() instanceof ForwardPath.Literal)) {
                conversation.error(Replies.UNKNOWN_RECIPIENT);
            }
        } else if (needsUtf8(to, current.parameters().smtpUtf8())) {
            conversation.reply(Replies.NEEDS_SMTPUTF8);
        } else if (current.recipients().size() >= settings.maxRecipients()) {
            conversation.reply(Replies.TOO_MANY_RECIPIENTS);
        } else if (service.authenticator().isEmpty()
                && current.from().address().isEmpty()
                && !current.recipients().isEmpty()) {
            conversation.reply(Replies.NOTICE_RECIPIENTS);
        } else {
            long announced = current.parameters().size().orElse(0);
            switch (service.rcpt(current.from(), to.get(), rcpt.parameters(), announced)) {
                case Service.Rcpt.Agreed(var recipient) -> {
                    if (service.rates()
                            .filter(rates -> !rates.mayArrive(remote(), recipient.address()))
                            .isPresent()) {
                        log.record(MailLog.Kind.REFUSED, wire.id(), "recipient: " + Replies.TOO_MANY_ARRIVE.text());
                        conversation.reply(Replies.TOO_MANY_ARRIVE);
                    } else {
                        current.recipients().add(recipient);
                        conversation.reply(Replies.RECIPIENT_OK);
                    }
                }
                case Service.Rcpt.Full() -> {
                    log.record(MailLog.Kind.REFUSED, wire.id(), "recipient: " + Replies.MAILBOX_FULL.text());
                    conversation.reply(Replies.MAILBOX_FULL);
                }
                case Service.Rcpt.Refused(SmtpReply reply) -> unknownRecipient(reply);
            }
        }
    }

    private void unknownRecipient(SmtpReply reply) {
        unknownRecipients++;
        service.rates().ifPresent(rates -> rates.guessed(remote()));
        log.record(MailLog.Kind.REFUSED, wire.id(), "recipient: " + reply.text());
        if (unknownRecipients > FREE_UNKNOWN && login.isEmpty()) {
            conversation.slowDown(unknownRecipients - FREE_UNKNOWN);
        }
        conversation.reply(reply);
        if (unknownRecipients >= MAX_UNKNOWN && login.isEmpty()) {
            throw new EndOfSession(Replies.TOO_MANY_ERRORS);
        }
    }

    private void data() {
        Transaction current = transaction;
        if (current == null) {
            conversation.error(Replies.MAIL_FIRST);
        } else if (current.chunks() != null) {
            conversation.error(Replies.BDAT_BEGUN);
        } else if (current.recipients().isEmpty()) {
            conversation.reply(Replies.NO_RECIPIENTS);
        } else if (wire.hasBufferedInput()) {
            throw new EndOfSession(Replies.EARLY_TALKER);
        } else {
            conversation.reply(Replies.GO_AHEAD);
            service.expect(current);
            try (IncomingContent content = contentReader.data()) {
                conversation.reply(finished(current, content));
            }
            reset();
        }
    }

    private void bdat(SmtpCommand.Bdat bdat) {
        Transaction current = transaction;
        if (current == null || current.recipients().isEmpty()) {
            contentReader.skipChunk(bdat.size());
            conversation.error(current == null ? Replies.MAIL_FIRST : Replies.NO_RECIPIENTS);
            return;
        }
        IncomingContent content = current.chunks();
        if (content == null) {
            content = contentReader.begin();
            current.chunks(content);
            service.expect(current);
        }
        contentReader.chunk(content, bdat.size());
        if (bdat.last()) {
            conversation.reply(finished(current, content));
            reset();
        } else {
            conversation.reply(Replies.CHUNK_OK);
        }
    }

    /** Takes the content in; the reply to its end. */
    private SmtpReply finished(Transaction current, IncomingContent content) {
        Optional<SmtpReply> refusal = content.end();
        SmtpReply reply = refusal.isPresent()
                ? refusal.get()
                : Storage.guarded(
                        () -> service.accept(current, trace(current), content.header(), content.spool(), login));
        if (reply.isPositive()) {
            service.rates()
                    .ifPresent(rates ->
                            current.recipients().forEach(recipient -> rates.arrived(remote(), recipient.address())));
        }
        MailLog.Kind kind = reply.isPositive() ? MailLog.Kind.ACCEPTED : MailLog.Kind.REFUSED;
        log.record(
                kind,
                wire.id(),
                current.id() + " from " + current.from() + " to " + named(current.recipients()) + ", "
                        + content.length() + " octets: " + reply.code());
        return reply;
    }

    /** The first of them by their addresses: whoever looks for a letter in the log knows whom it was for. */
    private static String named(List<Recipient> recipients) {
        String first = recipients.stream()
                .limit(NAMED)
                .map(each -> each.address().toString())
                .collect(Collectors.joining(", "));
        return recipients.size() > NAMED ? first + " and " + (recipients.size() - NAMED) + " more" : first;
    }

    private InetAddress remote() {
        return wire.remote().getAddress();
    }

    private Trace trace(Transaction current) {
        boolean authenticated = login.isPresent();
        return new Trace(
                helo.orElse(""),
                // Where our people are is nobody's business.
                authenticated ? Optional.empty() : Optional.of(wire.remote().getAddress()),
                settings.hostName(),
                Optional.of(new Trace.Protocol(
                        extended,
                        current.parameters().smtpUtf8(),
                        wire.tls().isPresent(),
                        authenticated,
                        current.parameters().requireTls())),
                wire.tls().map(Wire.TlsInfo::protocol),
                current.id());
    }
}
