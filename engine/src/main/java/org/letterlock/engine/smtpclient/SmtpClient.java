package org.letterlock.engine.smtpclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.smtp.DeliverBy;
import org.letterlock.engine.smtp.SmtpReply;
import org.letterlock.engine.smtp.SmtpReplyParser;
import org.letterlock.engine.tlspolicy.TlsTerms;

/**
 * One conversation with another server, as its client: {@link #open}, {@link #send} for one letter after the other while it {@link #isReusable}, and
 * {@link #quit}; used by one thread at a time. What the server does wrong is a value, never an exception; after {@link RecipientResult.Lost} the connection is
 * of no more use.
 *
 * <p>A letter with octets above 127 goes as it is to a server that does not offer 8BITMIME: practically every server takes it, and converting it would
 * break its signatures. A letter that needs SMTPUTF8 is never changed to do without (RFC 6531 §3.4).
 */
final class SmtpClient implements AutoCloseable {

    /** The server closes the connection (RFC 5321 §3.8). */
    private static final int CLOSING = 421;

    private static final byte[] RESET = "RSET\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What one connection carries at most: servers that count close it about here, and a balancer gets its turn (RFC 5321 §4.5.4.1 leaves it to us). */
    private static final int MAX_LETTERS = 100;

    private final Wire wire;
    private final DomainName ourName;
    private final String host;
    private final SmtpTimeouts timeouts;
    private Capabilities offered = Capabilities.NONE;
    private Contact.Verified verified = Contact.Verified.NOT;
    private Optional<TlsFailure> failure = Optional.empty();
    private boolean broken;
    private int letters;

    /**
     * @param ourName for EHLO
     * @param host what the server is called in answers
     */
    SmtpClient(Wire wire, DomainName ourName, String host, SmtpTimeouts timeouts) {
        this.wire = wire;
        this.ourName = ourName;
        this.host = host;
        this.timeouts = timeouts;
    }

    /** What came of {@link #open}. */
    sealed interface Opened {
        /** The server is ready for letters. */
        record Ready() implements Opened {}

        /** The server does not want to talk to us. */
        record Refused(Answer answer, boolean permanent) implements Opened {}

        /** TLS did not come about though it was offered or is required, or the server is not who it should be; nothing was said to it that matters. */
        record NoTls(Answer answer) implements Opened {}

        /** The connection is of no use. */
        record Lost(Answer answer) implements Opened {}
    }

    /** What came of a letter for one recipient. */
    sealed interface RecipientResult {
        Answer answer();

        /** The server took it. */
        record Accepted(Answer answer, boolean tellsSuccess) implements RecipientResult {}

        /** The server will not take it. */
        record Refused(Answer answer) implements RecipientResult {}

        /** The server will not take it now. */
        record Later(Answer answer) implements RecipientResult {}

        /**
         * The connection ended.
         *
         * @param afterData whether the letter was sent whole, so that the server may have taken it: another host must not be tried at once
         */
        record Lost(Answer answer, boolean afterData) implements RecipientResult {}
    }

    /** Ends a conversation that cannot go on. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        private final String words;

        Broken(String words) {
            super(words, null, false, false);
            this.words = words;
        }
    }

    /**
     * Reads the greeting, says EHLO, or HELO to a server that does not know it, and starts TLS where it is offered: what was offered before TLS is forgotten (RFC
     * 3207 §4.2).
     *
     * @param terms what TLS has to be like
     * @param relay how the server is spoken to where it is a relay
     */
    Opened open(TlsTerms terms, Optional<Routes.Relay> relay) {
        try {
            Opened opened = relay.filter(Routes.Relay::implicitTls).isPresent() ? openInTls(terms) : openInClear(terms);
            Optional<Routes.Login> login = relay.flatMap(Routes.Relay::login);
            return opened instanceof Opened.Ready && login.isPresent() ? logIn(login.get()) : opened;
        } catch (Broken e) {
            return new Opened.Lost(lost(e.words));
        } catch (WireException e) {
            return new Opened.Lost(lost(words(e)));
        }
    }

    private Opened openInTls(TlsTerms terms) throws Broken {
        Optional<Opened> fault = handshake(terms);
        if (fault.isPresent()) {
            return fault.get();
        }
        SmtpReply greeting = reply(timeouts.command());
        return greeting.code() == 220 ? hello().map(this::refused).orElseGet(Opened.Ready::new) : refused(greeting);
    }

    private Opened openInClear(TlsTerms terms) throws Broken {
        SmtpReply greeting = reply(timeouts.command());
        if (greeting.code() != 220) {
            return refusedInClear(greeting, terms);
        }
        Optional<SmtpReply> refusal = hello();
        if (refusal.isPresent()) {
            return refusedInClear(refusal.get(), terms);
        }
        return switch (terms.use()) {
            case NONE -> new Opened.Ready();
            case IF_OFFERED -> offered.offers("STARTTLS") ? startTls(terms) : withoutTls(new Opened.Ready());
            case REQUIRED ->
                offered.offers("STARTTLS")
                        ? startTls(terms)
                        : withoutTls(new Opened.NoTls(ours(4, 7, 4, host + ": TLS is required and not offered")));
        };
    }

    private Opened withoutTls(Opened opened) {
        failure = Optional.of(TlsFailure.STARTTLS_NOT_SUPPORTED);
        return opened;
    }

    /** How the session came to TLS: why it did not, or not as it should; empty where nothing failed. */
    Optional<TlsFailure> tlsFailure() {
        return failure;
    }

    /** Whether what is said is encrypted. */
    boolean isEncrypted() {
        return wire.tls().isPresent();
    }

    /** The server's address. */
    InetSocketAddress remote() {
        return wire.remote();
    }

    /** Our address in this connection. */
    InetAddress ours() {
        return wire.local().getAddress();
    }

    private Opened startTls(TlsTerms terms) throws Broken {
        say("STARTTLS");
        SmtpReply reply = reply(timeouts.command());
        if (reply.code() != 220) {
            return withoutTls(new Opened.NoTls(answer(reply)));
        }
        offered = Capabilities.NONE;
        Optional<Opened> fault = handshake(terms);
        return fault.isPresent() ? fault.get() : hello().map(this::refused).orElseGet(Opened.Ready::new);
    }

    /** Agrees on TLS; what is wrong with it. */
    private Optional<Opened> handshake(TlsTerms terms) {
        try {
            wire.startTls();
        } catch (WireException e) {
            failure = Optional.of(TlsFailure.VALIDATION_FAILURE);
            return Optional.of(new Opened.NoTls(lost(words(e))));
        }
        TlsTerms.Checked checked = terms.check()
                .check(wire.tls().map(Wire.TlsInfo::peer).orElseGet(() -> new CertificateChain(List.of())));
        verified = checked.verified();
        failure = checked.failure();
        return checked.fault().map(fault -> new Opened.NoTls(ours(4, 7, 5, host + ": " + fault)));
    }

    /**
     * Logs in (RFC 4954 §4), by the password itself: TLS has proved who gets it. What goes wrong with it is for the owner to mend, and no reason to send the
     * letter back.
     */
    private Opened logIn(Routes.Login login) throws Broken {
        List<String> mechanisms = offered.mechanisms();
        if (mechanisms.contains("PLAIN")) {
            say("AUTH PLAIN " + base64("\0" + login.user() + "\0" + login.password()));
        } else if (mechanisms.contains("LOGIN")) {
            for (String words : List.of("AUTH LOGIN", base64(login.user()))) {
                say(words);
                SmtpReply reply = reply(timeouts.command());
                if (reply.code() != 334) {
                    return noLogin(reply);
                }
            }
            say(base64(login.password()));
        } else {
            return new Opened.Refused(ours(4, 7, 0, host + ": the relay takes no login by PLAIN or LOGIN"), false);
        }
        SmtpReply reply = reply(timeouts.command());
        return reply.code() == 235 ? new Opened.Ready() : noLogin(reply);
    }

    private Opened noLogin(SmtpReply reply) {
        return new Opened.Refused(answer(reply).as(Setback.NO_LOGIN), false);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Says who we are; the reply where the server does not want to know. */
    private Optional<SmtpReply> hello() throws Broken {
        say("EHLO " + ourName);
        SmtpReply reply = reply(timeouts.command());
        if (reply.isPermanent()) {
            say("HELO " + ourName);
            reply = reply(timeouts.command());
        } else if (reply.code() == 250) {
            offered = Capabilities.of(reply);
        }
        return reply.code() == 250 ? Optional.empty() : Optional.of(reply);
    }

    /** Where TLS is required, nobody has the last word in clear text: whoever sits in between could return the domain's mail. */
    private Opened refusedInClear(SmtpReply reply, TlsTerms terms) {
        return terms.use() == TlsTerms.Use.REQUIRED && reply.isPermanent()
                ? new Opened.NoTls(ours(
                        4, 7, 4, host + ": TLS is required, and before it came: " + reply.code() + " " + reply.text()))
                : refused(reply);
    }

    private Opened refused(SmtpReply reply) {
        // A 2xx or 3xx in this place is the mistake of a server that may mend it.
        return new Opened.Refused(answer(reply), reply.isPermanent());
    }

    /** Sends a letter to its recipients: a result for each. After {@link #open} said ready, and again while it {@link #isReusable}. */
    Map<Recipient, RecipientResult> send(Consignment consignment) {
        Transaction transaction = new Transaction(consignment);
        try {
            transaction.run();
        } catch (Broken e) {
            broken = true;
            transaction.lost(lost(e.words));
        } catch (WireException e) {
            broken = true;
            transaction.lost(lost(words(e)));
        } catch (IOException e) {
            broken = true;
            wire.close();
            throw new UncheckedIOException(e);
        }
        letters++;
        return transaction.results;
    }

    /** Whether another letter may go over this connection: it stands, nothing was said out of turn, and it has not carried its share. */
    boolean isReusable() {
        return !broken && letters < MAX_LETTERS && !wire.hasBufferedInput();
    }

    /** Whether {@link #send} was called before. */
    private boolean wasUsed() {
        return letters > 0;
    }

    /** Whether the connection, as it stands, is what {@code terms} ask for; from then on answers say how the server was verified by them. */
    boolean meets(TlsTerms terms) {
        Optional<Wire.TlsInfo> tls = wire.tls();
        if (tls.isEmpty()) {
            verified = Contact.Verified.NOT;
            return terms.use() != TlsTerms.Use.REQUIRED;
        }
        TlsTerms.Checked checked = terms.check().check(tls.get().peer());
        verified = checked.verified();
        return checked.fault().isEmpty();
    }

    /** Whether the server hands a letter on over TLS alone where it is asked to (RFC 8689 §2); what it says in clear text does not count. */
    boolean keepsTls() {
        return wire.tls().isPresent() && offered.offers("REQUIRETLS");
    }

    /** Whether the server promises to return a letter that it does not deliver in time; no letter that is only to be told of needs that (RFC 2852 §4.1). */
    boolean keepsTime(DeliverBy by) {
        return !by.returns() || (offered.offers("DELIVERBY") && by.seconds() >= offered.shortestTime());
    }

    /** What is to be said where it does not. */
    Answer keepsNoTime() {
        return Answer.ours(
                new StatusCode(5, 3, 3),
                host + " does not promise to return the letter if it is not delivered in time");
    }

    /** The answer that it does not. */
    Answer keepsNoTls() {
        return ours(
                5, 7, 30, host + ": the letter is to go over TLS all the way, and the server does not promise that");
    }

    /** One letter. */
    private final class Transaction {
        private final Consignment consignment;
        private final Map<Recipient, RecipientResult> results = new LinkedHashMap<>();
        private boolean dataSent;

        Transaction(Consignment consignment) {
            this.consignment = consignment;
        }

        void run() throws Broken, IOException {
            if (EnvelopeCommands.needsSmtpUtf8(consignment) && !offered.offers("SMTPUTF8")) {
                refuseAll(5, 6, 7, "the server does not take internationalized mail (SMTPUTF8)");
                return;
            }
            long size = consignment.content().length();
            if (offered.maximumSize().orElse(Long.MAX_VALUE) < size) {
                refuseAll(5, 3, 4, "the message is larger than the server takes");
                return;
            }
            List<Recipient> accepted = envelope();
            if (!accepted.isEmpty()) {
                data(accepted);
            }
        }

        private List<Recipient> envelope() throws Broken {
            boolean pipelining = offered.offers("PIPELINING");
            if (wasUsed()) {
                wire.write(RESET);
                if (!pipelining) {
                    expectReset();
                }
            }
            wire.write(EnvelopeCommands.mail(consignment, offered));
            if (pipelining) {
                consignment.recipients().forEach(r -> wire.write(EnvelopeCommands.rcpt(r, offered)));
            }
            wire.flush();
            if (wasUsed() && pipelining) {
                expectReset();
            }
            SmtpReply mail = reply(timeouts.command());
            if (wasUsed() && !mail.isPositive()) {
                // What it says may be about the connection: a fresh one hears what it thinks of the letter.
                throw new Broken("the server took no other letter: " + mail.code() + " " + mail.text());
            }
            if (!mail.isPositive() && !pipelining) {
                consignment.recipients().forEach(r -> results.put(r, negative(mail)));
                return List.of();
            }
            List<Recipient> accepted = new ArrayList<>();
            for (Recipient recipient : consignment.recipients()) {
                if (!pipelining) {
                    wire.write(EnvelopeCommands.rcpt(recipient, offered));
                    wire.flush();
                }
                SmtpReply reply = reply(timeouts.command());
                if (mail.isPositive() && reply.isPositive()) {
                    accepted.add(recipient);
                } else {
                    results.put(recipient, negative(mail.isPositive() ? reply : mail));
                }
            }
            return accepted;
        }

        private void data(List<Recipient> accepted) throws Broken, IOException {
            if (wire.hasBufferedInput()) {
                throw new Broken("the server said more than it was asked");
            }
            MessageEncoder encoder = new MessageEncoder(wire);
            MessageEncoder.Result written;
            if (offered.offers("CHUNKING")) {
                wire.write(
                        ("BDAT " + consignment.content().length() + " LAST\r\n").getBytes(StandardCharsets.US_ASCII));
                written = encoder.writeChunk(consignment.content());
            } else {
                say("DATA");
                SmtpReply go = reply(timeouts.dataStart());
                if (!go.isIntermediate()) {
                    accepted.forEach(r -> results.put(r, negative(go)));
                    return;
                }
                written = encoder.writeData(consignment.content());
            }
            if (written == MessageEncoder.Result.BARE_LINE_BREAK) {
                broken = true;
                wire.close();
                refuseAll(5, 6, 0, "the message has a line break that is not CRLF and cannot be sent");
                return;
            }
            wire.flush();
            dataSent = true;
            SmtpReply reply = reply(timeouts.dataEnd());
            // A server that did not read what it refused would take it for commands.
            broken |= !reply.isPositive() && offered.offers("CHUNKING");
            for (Recipient recipient : accepted) {
                results.put(
                        recipient,
                        reply.isPositive()
                                ? new RecipientResult.Accepted(answer(reply), offered.offers("DSN"))
                                : negative(reply));
            }
        }

        /** The reply to RSET, which ends what is left of the letter before; it also shows whether the server is still there. */
        private void expectReset() throws Broken {
            SmtpReply reset = reply(timeouts.command());
            if (!reset.isPositive()) {
                throw new Broken("the server took no other letter: " + reset.code() + " " + reset.text());
            }
        }

        private void refuseAll(int statusClass, int subject, int detail, String text) {
            Answer answer = ours(statusClass, subject, detail, text);
            consignment.recipients().forEach(r -> results.putIfAbsent(r, new RecipientResult.Refused(answer)));
        }

        void lost(Answer answer) {
            consignment.recipients().forEach(r -> results.putIfAbsent(r, new RecipientResult.Lost(answer, dataSent)));
        }
    }

    private RecipientResult negative(SmtpReply reply) {
        if (reply.code() == CLOSING) {
            broken = true;
            return new RecipientResult.Lost(answer(reply), false);
        }
        return reply.isPermanent()
                ? new RecipientResult.Refused(answer(reply))
                : new RecipientResult.Later(answer(reply));
    }

    private void say(String command) {
        wire.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        wire.flush();
    }

    private SmtpReply reply(Duration timeout) throws Broken {
        Optional<SmtpReplyParser.Answer> read = wire.read(SmtpReplyParser.STANDARD, timeout);
        if (read.isEmpty()) {
            throw new Broken("the server did not answer in time");
        }
        return switch (read.get()) {
            case SmtpReplyParser.Answer.Reply(SmtpReply reply) -> reply;
            case SmtpReplyParser.Answer.Malformed(String reason) ->
                throw new Broken("the server did not speak SMTP: " + reason);
        };
    }

    private Answer answer(SmtpReply reply) {
        int replyClass = reply.isPositive() ? 2 : reply.isPermanent() ? 5 : 4;
        String status = reply.status().map(s -> s + " ").orElse("");
        return new Answer(
                        reply.status().orElseGet(() -> new StatusCode(replyClass, 0, 0)),
                        reply.code() + " " + status + reply.text(),
                        Optional.of(host))
                .from(contact());
    }

    private Answer lost(String text) {
        return ours(4, 4, 2, host + ": " + text);
    }

    private Answer ours(int statusClass, int subject, int detail, String text) {
        return Answer.ours(new StatusCode(statusClass, subject, detail), text).from(contact());
    }

    private Contact contact() {
        return Contact.of(
                host,
                wire.remote(),
                wire.tls().map(tls -> new Contact.Tls(tls.protocol(), tls.cipherSuite(), verified)));
    }

    private static String words(WireException e) {
        return switch (e.reason()) {
            case CLOSED -> "the server closed the connection";
            case IDLE -> "the server did not answer in time";
            case NOT_DEFLATE, BROKEN -> "the connection broke";
            case INJECTION -> "the server sent more than its reply before TLS";
            case TLS_FAILED -> "TLS failed";
            case SLOW_READER -> "the server did not take what was sent in time";
        };
    }

    /** Says goodbye and closes. Results are recorded before. */
    void quit() {
        try {
            say("QUIT");
            reply(timeouts.quit());
        } catch (Broken | WireException _) {
            // A goodbye that fails changes nothing.
        } finally {
            wire.close();
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
