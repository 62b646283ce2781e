package org.letterlock.engine;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.letterlock.engine.delivery.NoticeDelivery;
import org.letterlock.engine.dns.AddressFamilies;
import org.letterlock.engine.dns.MailExchangers;
import org.letterlock.engine.dns.ProvingDns;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Notices;
import org.letterlock.engine.smtpclient.QueueEvent;
import org.letterlock.engine.smtpclient.QueueRunner;
import org.letterlock.engine.smtpclient.RemoteCourier;
import org.letterlock.engine.smtpclient.RetrySchedule;
import org.letterlock.engine.smtpclient.SmtpTimeouts;
import org.letterlock.engine.tlspolicy.StsPolicies;
import org.letterlock.engine.tlspolicy.TlsPolicies;

/** What takes mail from the queue to other servers. */
final class Outbound {

    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(2);

    private final Map<DomainName, Routes.Hop> routes;
    private final ProvingDns dns;
    private final DomainName hostname;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * @param routes domains that are delivered to a fixed host instead of their MX hosts
     * @param hostname our name
     */
    Outbound(
            Map<DomainName, Routes.Hop> routes, ProvingDns dns, DomainName hostname, Clock clock, SecureRandom random) {
        this.routes = routes;
        this.dns = dns;
        this.hostname = hostname;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The runner of the queue, not started yet.
     *
     * @param home makes a courier that takes in what is for our own people, from one that carries the rest
     * @param hourly does what is to be done meanwhile
     */
    QueueRunner runner(
            MailQueue queue,
            NoticeDelivery notices,
            UnaryOperator<Courier> home,
            EventLoops loops,
            Hourly hourly,
            MailLog log) {
        Connector connector = new Connector(loops, WRITE_TIMEOUT);
        TrustedRoots roots = TrustedRoots.ofRuntime();
        HttpsClient web = new HttpsClient(connector, dns, HttpsClient.Reach.PUBLIC, roots, clock);
        StsPolicies sts = new StsPolicies(dns, web, queue.stsCache(), clock);
        hourly.add("MTA-STS policies", sts::refresh);
        return new QueueRunner(
                queue,
                home.apply(new RemoteCourier(
                        connector,
                        exchangers(),
                        new TlsPolicies(dns, sts::of, roots, clock),
                        hostname,
                        SmtpTimeouts.DEFAULT)),
                new Notices(new DsnWriter(clock, random), hostname, notices),
                new RetrySchedule(random),
                QueueRunner.Settings.DEFAULT,
                clock,
                event -> record(log, event));
    }

    private MailExchangers exchangers() {
        Map<DomainName, List<Routes.Hop>> hops = routes.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, route -> List.of(route.getValue())));
        Routes fixed = new Routes(hops, List.of());
        return new MailExchangers(
                dns,
                () -> fixed,
                AddressFamilies.IPV4_FIRST,
                new MailExchangers.Ourselves(hostname, Outbound::isOurs),
                random);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static void record(MailLog log, QueueEvent event) {
        MailLog.Kind kind = switch (event.kind()) {
            case SENT -> MailLog.Kind.SENT;
            case DEFERRED -> MailLog.Kind.DEFERRED;
            case BOUNCED -> MailLog.Kind.BOUNCED;
        };
        log.record(
                kind,
                event.id().value(),
                event.recipient() + ": " + event.answer().status() + " "
                        + event.answer().text());
    }
}
