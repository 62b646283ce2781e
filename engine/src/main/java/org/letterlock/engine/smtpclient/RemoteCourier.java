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
 * <p>An answer about a recipient is final for this attempt. Another host is tried when the connection could not be had or ended before the letter was
 * sent whole; after that the first host may have taken the letter, and it waits for the next attempt.
 */
public final class RemoteCourier implements Courier {

    private static final int CLEAR_TEXT_AFTER = 2;

    private final Connector connector;
    private final MailExchangers exchangers;
    private final TlsPolicies policies;
    private final DomainName ourName;
    private final SmtpTimeouts timeouts;
    private final Set<Wire> open = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;

    /** @param ourName for EHLO: the name that our address has in the DNS */
    public RemoteCourier(
            Connector connector,
            MailExchangers exchangers,
            TlsPolicies policies,
            DomainName ourName,
            SmtpTimeouts timeouts) {
        this.connector = connector;
        this.exchangers = exchangers;
        this.policies = policies;
        this.ourName = ourName;
        this.timeouts = timeouts;
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
        open.forEach(Wire::close);
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
            this.clearTextToo =
                    consignment.recipients().stream().allMatch(recipient -> recipient.attempts() >= CLEAR_TEXT_AFTER);
        }

        void run(List<MailRoute.Host> hosts) {
            for (MailRoute.Host host : hosts) {
                TlsTerms terms = policy.terms(host);
                if (terms.refusal().isPresent()) {
                    failed(
                            Answer.ours(
                                    new StatusCode(4, 7, 5),
                                    host.name() + ": " + terms.refusal().get()),
                            false);
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

        private void visit(MailRoute.Host host, InetSocketAddress address, TlsTerms terms) {
            Optional<Wire> connected = connect(host, address, terms);
            if (connected.isEmpty()) {
                Contact contact = Contact.of(host.name(), address, Optional.empty());
                failed(
                        Answer.ours(new StatusCode(4, 4, 1), host.name() + ": no connection")
                                .from(contact),
                        false);
                return;
            }
            boolean inClear = false;
            Wire wire = connected.get();
            try (SmtpClient client = new SmtpClient(wire, ourName, host.name(), timeouts)) {
                switch (client.open(terms)) {
                    case SmtpClient.Opened.Ready() -> exchange(client);
                    case SmtpClient.Opened.Refused(Answer answer, boolean permanent) -> {
                        failed(answer, permanent);
                        client.quit();
                    }
                    case SmtpClient.Opened.Lost(Answer answer) -> failed(answer, false);
                    case SmtpClient.Opened.NoTls(Answer answer) -> {
                        failed(answer, false);
                        inClear = clearTextToo && terms.use() == TlsTerms.Use.IF_OFFERED;
                    }
                }
            } finally {
                open.remove(wire);
            }
            if (inClear) {
                visit(host, address, TlsTerms.NONE);
            }
        }

        private Optional<Wire> connect(MailRoute.Host host, InetSocketAddress address, TlsTerms terms) {
            DomainName serverName =
                    terms.serverName().or(() -> DomainName.parse(host.name())).orElse(consignment.destination());
            try {
                Wire wire = connector.connect(address, timeouts.connect(), serverName);
                open.add(wire);
                if (aborted) {
                    wire.close();
                }
                return Optional.of(wire);
            } catch (WireException _) {
                return Optional.empty();
            }
        }

        private void exchange(SmtpClient client) {
            Map<Recipient, Outcome> told = new LinkedHashMap<>();
            List<Recipient> lost = new ArrayList<>();
            List<Answer> before = List.copyOf(failures);
            client.send(withRecipients(left)).forEach((recipient, result) -> {
                switch (result) {
                    case SmtpClient.RecipientResult.Accepted(Answer answer, boolean tellsSuccess) ->
                        told.put(recipient, new Outcome.Accepted(answer.after(before), tellsSuccess));
                    case SmtpClient.RecipientResult.Refused(Answer answer) ->
                        told.put(recipient, new Outcome.Refused(answer.after(before)));
                    case SmtpClient.RecipientResult.Later(Answer answer) ->
                        told.put(recipient, new Outcome.Later(answer.after(before)));
                    case SmtpClient.RecipientResult.Lost(Answer answer, boolean afterData) -> {
                        if (afterData) {
                            told.put(recipient, new Outcome.Later(answer.after(before)));
                        } else if (lost.add(recipient) && lost.size() == 1) {
                            failed(answer, false);
                        }
                    }
                }
            });
            if (!told.isEmpty()) {
                outcomes.accept(told);
            }
            left = List.copyOf(lost);
            if (lost.isEmpty()) {
                client.quit();
            }
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
