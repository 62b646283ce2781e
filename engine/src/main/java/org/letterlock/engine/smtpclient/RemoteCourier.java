package org.letterlock.engine.smtpclient;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.letterlock.engine.dns.MailExchangers;
import org.letterlock.engine.dns.MailRoute;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.queue.Answer;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;
import org.letterlock.engine.queue.Contact;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.tlspolicy.TlsPolicies;
import org.letterlock.engine.tlspolicy.TlsTerms;

/**
 * Delivers to other mail servers: host by host, address by address, until one answers for each recipient (RFC 5321 §5.1).
 *
 * <p>Where the recipient's domain has a policy, a host that breaks it is passed over, however often that happens. Else TLS is opportunistic (RFC 3207, RFC
 * 7435 §3): any certificate will do, and clear text where TLS is not offered. Where it is offered and does not come about,
 * the next address is tried; clear text only from the third attempt on, so that a passing fault or a casual attacker does not
 * uncover a letter, and a server that is broken for good still gets its mail.
 *
 * <p>After a letter the connection waits a little for another to the same address, also of another domain; whether it does for that domain's policy is judged
 * anew. One that turns out to be gone before a letter was sent whole is no attempt: the letter goes over a fresh one.
 *
 * <p>An answer about a recipient is final for this attempt. Another host is tried when the connection could not be had or ended before the letter was
 * sent whole; after that the first host may have taken the letter, and it waits for the next attempt.
 */
public final class RemoteCourier implements Courier {

    private static final int CLEAR_TEXT_AFTER = 2;
    private static final List<String> LOGIN_WANTED = List.of("530 ", "534 ", "535 ", "538 ");

    private static final StatusCode ENCRYPTION_NEEDED = new StatusCode(5, 7, 10);

    private final Connector connector;
    private final MailExchangers exchangers;
    private final TlsPolicies policies;
    private final DomainName ourName;
    private final SmtpTimeouts timeouts;
    private final Consumer<TlsSession> sessions;
    private final Set<SmtpClient> open = ConcurrentHashMap.newKeySet();
    private final KeptConnections kept;
    private volatile boolean aborted;

    /**
     * @param ourName for EHLO: the name that our address has in the DNS
     * @param sessions told how each session came to TLS, if that concerns the domain that the mail is for; must not block
     */
    public RemoteCourier(
            Connector connector,
            MailExchangers exchangers,
            TlsPolicies policies,
            DomainName ourName,
            SmtpTimeouts timeouts,
            Consumer<TlsSession> sessions) {
        this.connector = connector;
        this.exchangers = exchangers;
        this.policies = policies;
        this.ourName = ourName;
        this.timeouts = timeouts;
        this.sessions = sessions;
        kept = new KeptConnections(timeouts.kept(), this::sayGoodbye);
    }

    @Override
    public void deliver(Consignment consignment, Consumer<Map<Recipient, Outcome>> outcomes) {
        Journey journey = new Journey(consignment, outcomes);
        switch (exchangers.route(consignment.destination())) {
            case MailRoute.Hosts(List<MailRoute.Host> hosts) -> journey.run(hosts);
            case MailRoute.NullMx() -> journey.refused(5, 1, 10, "the domain takes no mail (null MX)");
            case MailRoute.NoSuchDomain() -> journey.refused(5, 1, 2, "the domain does not exist");
            case MailRoute.Unusable(String reason) -> journey.refused(5, 4, 4, reason);
            case MailRoute.Loop() ->
                journey.refused(5, 4, 6, "the DNS names this server for the domain, and it has no such domain");
            case MailRoute.Unknown(String reason) -> journey.later(4, 4, 3, reason);
        }
    }

    @Override
    public void abort() {
        aborted = true;
        open.forEach(SmtpClient::close);
    }

    @Override
    public void close() {
        kept.close();
    }

    private void sayGoodbye(SmtpClient client) {
        client.quit();
        open.remove(client);
    }

    /** One attempt. */
    private final class Journey {
        private final Consignment consignment;
        private final Consumer<Map<Recipient, Outcome>> outcomes;
        private final boolean clearTextToo;
        private final TlsPolicies.Attempt policy = policies.attempt();
        private List<Recipient> left;
        private final List<Answer> failures = new ArrayList<>();
        private boolean allRefuse = true;

        Journey(Consignment consignment, Consumer<Map<Recipient, Outcome>> outcomes) {
            this.consignment = consignment;
            this.outcomes = outcomes;
            this.left = consignment.recipients();
            this.clearTextToo = consignment.tls() == TlsWish.OPTIONAL
                    || consignment.recipients().stream()
                            .allMatch(recipient -> recipient.attempts() >= CLEAR_TEXT_AFTER);
        }

        void run(List<MailRoute.Host> hosts) {
            for (MailRoute.Host host : hosts) {
                TlsTerms terms = terms(host);
                if (terms.refusal().isPresent()) {
                    report(host, terms, Optional.empty());
                    StatusCode status = terms.forGood() ? ENCRYPTION_NEEDED : new StatusCode(4, 7, 5);
                    failed(
                            Answer.ours(
                                    status, host.name() + ": " + terms.refusal().get()),
                            terms.forGood());
                    continue;
                }
                for (InetSocketAddress address : host.addresses()) {
                    if (left.isEmpty()) {
                        return;
                    }
                    visit(host, address, terms);
                }
            }
            if (!left.isEmpty()) {
                Answer last = failures.getLast().after(failures.subList(0, failures.size() - 1));
                tellRest(allRefuse ? new Outcome.Refused(last) : new Outcome.Later(last));
            }
        }

        private TlsTerms terms(MailRoute.Host host) {
            return switch (consignment.tls()) {
                case NONE -> policy.terms(host);
                case OPTIONAL -> host.relay().isPresent() ? policy.terms(host) : TlsTerms.OPPORTUNISTIC;
                case REQUIRED -> needsTls() ? policy.strictTerms(host) : policy.terms(host);
            };
        }

        /** Whether the letter comes back rather than go in another way; a notice goes all the same (RFC 8689 §5). */
        private boolean needsTls() {
            return consignment.tls() == TlsWish.REQUIRED
                    && consignment.from().address().isPresent();
        }

        private void visit(MailRoute.Host host, InetSocketAddress address, TlsTerms terms) {
            Optional<DomainName> serverName = terms.serverName().or(() -> DomainName.parse(host.name()));
            KeptConnections.Place place = new KeptConnections.Place(
                    address, host.name(), serverName, terms.use() == TlsTerms.Use.NONE, host.relay());
            while (!left.isEmpty()) {
                Optional<SmtpClient> standing = kept.take(place);
                if (standing.isEmpty()) {
                    visitAnew(host, place, terms);
                    return;
                }
                if (!standing.get().meets(terms)) {
                    sayGoodbye(standing.get());
                } else if (isTooLittle(standing.get(), place)) {
                    return;
                } else {
                    exchange(standing.get(), place, false);
                }
            }
        }

        private void visitAnew(MailRoute.Host host, KeptConnections.Place place, TlsTerms terms) {
            Optional<SmtpClient> connected = connect(place);
            if (connected.isEmpty()) {
                Contact contact = Contact.of(host.name(), place.address(), Optional.empty());
                failed(
                        Answer.ours(new StatusCode(4, 4, 1), host.name() + ": no connection")
                                .from(contact),
                        false);
                return;
            }
            boolean inClear = false;
            SmtpClient client = connected.get();
            SmtpClient.Opened opened = client.open(terms, place.relay());
            report(host, terms, connected);
            switch (opened) {
                case SmtpClient.Opened.Ready() -> {
                    if (!isTooLittle(client, place)) {
                        exchange(client, place, true);
                    }
                }
                case SmtpClient.Opened.Refused(Answer answer, boolean permanent) -> {
                    // What a relay has against us is for the owner to mend, and no reason to send letters back.
                    failed(answer, permanent && place.relay().isEmpty());
                    sayGoodbye(client);
                }
                case SmtpClient.Opened.Lost(Answer answer) -> {
                    failed(answer, false);
                    drop(client);
                }
                case SmtpClient.Opened.NoTls(Answer answer) -> {
                    failed(needsTls() ? answer.as(ENCRYPTION_NEEDED) : answer, needsTls());
                    drop(client);
                    inClear = clearTextToo && terms.use() == TlsTerms.Use.IF_OFFERED;
                }
            }
            if (inClear) {
                visit(host, place.address(), TlsTerms.NONE);
            }
        }

        /** Tells of a session, or that none may be begun. What ended before TLS could begin says nothing of TLS. */
        private void report(MailRoute.Host host, TlsTerms terms, Optional<SmtpClient> client) {
            Optional<TlsTerms.Reported> reported = terms.reported();
            boolean tells = client.map(session ->
                            session.isEncrypted() || session.tlsFailure().isPresent())
                    .orElse(true);
            if (reported.isPresent() && tells) {
                sessions.accept(new TlsSession(
                        consignment.destination(),
                        reported.get().policy(),
                        reported.get().failure().or(() -> client.flatMap(SmtpClient::tlsFailure)),
                        host.name(),
                        client.map(session -> session.remote().getAddress()),
                        client.map(SmtpClient::ours)));
            }
        }

        private Optional<SmtpClient> connect(KeptConnections.Place place) {
            try {
                DomainName serverName = place.serverName().orElse(consignment.destination());
                Wire wire = connector.connect(place.address(), timeouts.connect(), serverName);
                SmtpClient client = new SmtpClient(wire, ourName, place.host(), timeouts);
                open.add(client);
                if (aborted) {
                    client.close();
                }
                return Optional.of(client);
            } catch (WireException _) {
                return Optional.empty();
            }
        }

        /** Whether the letter asks for more than the server promises; the connection is left to others then. */
        private boolean isTooLittle(SmtpClient client, KeptConnections.Place place) {
            Optional<Answer> fault = needsTls() && !client.keepsTls()
                    ? Optional.of(client.keepsNoTls())
                    : consignment.by().filter(by -> !client.keepsTime(by)).map(_ -> client.keepsNoTime());
            fault.ifPresent(answer -> {
                failed(answer, true);
                leave(client, place);
            });
            return fault.isPresent();
        }

        /** Sends the letter over a connection that is ready, and leaves that to the next letter, or ends it. */
        private void exchange(SmtpClient client, KeptConnections.Place place, boolean fresh) {
            boolean whole = false;
            try {
                whole = tell(client.send(withRecipients(left)), place.relay().isPresent(), fresh);
            } finally {
                if (whole) {
                    leave(client, place);
                } else {
                    drop(client);
                }
            }
        }

        private void leave(SmtpClient client, KeptConnections.Place place) {
            if (aborted || !client.isReusable()) {
                sayGoodbye(client);
            } else {
                kept.keep(place, client);
            }
        }

        /** Tells what came of the letter, and says whether that is the end of it: nobody is left because the connection ended too early. */
        private boolean tell(Map<Recipient, SmtpClient.RecipientResult> results, boolean byRelay, boolean fresh) {
            Map<Recipient, Outcome> told = new LinkedHashMap<>();
            List<Recipient> lost = new ArrayList<>();
            List<Answer> before = List.copyOf(failures);
            results.forEach((recipient, result) -> {
                switch (result) {
                    case SmtpClient.RecipientResult.Accepted(Answer answer, boolean tellsSuccess) ->
                        told.put(recipient, new Outcome.Accepted(answer.after(before), tellsSuccess));
                    case SmtpClient.RecipientResult.Refused(Answer answer) ->
                        told.put(
                                recipient,
                                byRelay && wantsLogin(answer)
                                        ? new Outcome.Later(
                                                answer.as(Setback.NO_LOGIN).after(before))
                                        : new Outcome.Refused(answer.after(before)));
                    case SmtpClient.RecipientResult.Later(Answer answer) ->
                        told.put(recipient, new Outcome.Later(answer.after(before)));
                    case SmtpClient.RecipientResult.Lost(Answer answer, boolean afterData) -> {
                        if (afterData) {
                            told.put(recipient, new Outcome.Later(answer.after(before)));
                        } else if (lost.add(recipient) && lost.size() == 1 && fresh) {
                            failed(answer, false);
                        }
                    }
                }
            });
            if (!told.isEmpty()) {
                outcomes.accept(told);
            }
            left = List.copyOf(lost);
            return lost.isEmpty();
        }

        /** Whether a server wants a login that it did not get, or more of it (RFC 4954 §6). */
        private static boolean wantsLogin(Answer answer) {
            return LOGIN_WANTED.stream().anyMatch(answer.text()::startsWith);
        }

        private void drop(SmtpClient client) {
            client.close();
            open.remove(client);
        }

        private Consignment withRecipients(List<Recipient> recipients) {
            return new Consignment(
                    consignment.id(),
                    consignment.from(),
                    consignment.destination(),
                    recipients,
                    consignment.content(),
                    consignment.eightBit(),
                    consignment.smtpUtf8(),
                    consignment.envelopeId(),
                    consignment.headersOnly(),
                    consignment.tls(),
                    consignment.hook(),
                    consignment.by(),
                    consignment.begun());
        }

        private void failed(Answer answer, boolean permanent) {
            failures.add(answer);
            allRefuse &= permanent;
        }

        void refused(int statusClass, int subject, int detail, String text) {
            tellRest(new Outcome.Refused(Answer.ours(new StatusCode(statusClass, subject, detail), text)));
        }

        void later(int statusClass, int subject, int detail, String text) {
            tellRest(new Outcome.Later(Answer.ours(new StatusCode(statusClass, subject, detail), text)));
        }

        private void tellRest(Outcome outcome) {
            Map<Recipient, Outcome> told = new LinkedHashMap<>();
            left.forEach(recipient -> told.put(recipient, outcome));
            outcomes.accept(told);
        }
    }
}
