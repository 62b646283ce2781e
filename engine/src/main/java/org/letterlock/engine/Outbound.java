package org.letterlock.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.letterlock.engine.delivery.NoticeDelivery;
import org.letterlock.engine.directory.Relays;
import org.letterlock.engine.dns.MailExchangers;
import org.letterlock.engine.dns.ProvingDns;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.dns.SendingFamilies;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.http.HttpsClient;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.Hook;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.smtpclient.Courier;
import org.letterlock.engine.smtpclient.Notices;
import org.letterlock.engine.smtpclient.QueueEvent;
import org.letterlock.engine.smtpclient.QueueRunner;
import org.letterlock.engine.smtpclient.RemoteCourier;
import org.letterlock.engine.smtpclient.RetrySchedule;
import org.letterlock.engine.smtpclient.Setback;
import org.letterlock.engine.smtpclient.SmtpTimeouts;
import org.letterlock.engine.smtpclient.TlsSession;
import org.letterlock.engine.tlspolicy.StsPolicies;
import org.letterlock.engine.tlspolicy.TlsPolicies;

/** What takes mail from the queue to other servers. */
final class Outbound {

    /** How long a peer may leave unread what we write. */
    static final Duration WRITE_TIMEOUT = Duration.ofMinutes(2);

    private final Map<DomainName, Routes.Hop> routes;
    private final Relays relays;
    private final ProvingDns dns;
    private final Connector connector;
    private final TrustedRoots roots = TrustedRoots.ofRuntime();
    private final HttpsClient web;
    private final DomainName hostname;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * @param routes domains that are delivered to a fixed host instead of their MX hosts
     * @param relays what others, or all others, leave over
     * @param hostname our name
     */
    Outbound(
            Map<DomainName, Routes.Hop> routes,
            Relays relays,
            ProvingDns dns,
            Connector connector,
            DomainName hostname,
            Clock clock,
            SecureRandom random) {
        this.routes = routes;
        this.relays = relays;
        this.dns = dns;
        this.connector = connector;
        this.hostname = hostname;
        this.clock = clock;
        this.random = random;
        this.web = web(HttpsClient.Reach.PUBLIC);
    }

    /**
     * The runner of the queue, not started yet.
     *
     * @param home makes a courier that takes in what is for our own people, from one that carries the rest
     * @param sessions told how sessions with others came to TLS
     * @param hourly does what is to be done meanwhile
     */
    QueueRunner runner(
            MailQueue queue,
            NoticeDelivery notices,
            UnaryOperator<Courier> home,
            Consumer<TlsSession> sessions,
            Hourly hourly,
            MailLog log) {
        StsPolicies sts = new StsPolicies(dns, web, queue.stsCache(), clock);
        hourly.add("MTA-STS policies", sts::refresh);
        SendingFamilies families = new SendingFamilies(
                Outbound::ipv6, dns, sentence -> log.record(MailLog.Kind.SENDING_ADDRESS, "", sentence));
        Thread.ofVirtual().name("sending-address").start(families::look);
        hourly.add("our address over IPv6", families::look);
        return new QueueRunner(
                queue,
                home.apply(new RemoteCourier(
                        connector,
                        exchangers(families),
                        new TlsPolicies(dns, sts::of, roots, clock),
                        hostname,
                        SmtpTimeouts.DEFAULT,
                        sessions)),
                new Notices(new DsnWriter(clock, random), hostname, notices),
                new RetrySchedule(random),
                QueueRunner.Settings.DEFAULT.with(
                        this::place,
                        destination -> !Hook.isOne(destination)
                                && routes().to(destination).isEmpty()),
                clock,
                event -> record(log, event));
    }

    /** What asks and tells web servers of the internet. */
    HttpsClient web() {
        return web;
    }

    /** What tells web servers of our own, too, which may be in this network, or on this machine. */
    HttpsClient innerWeb() {
        return web(new HttpsClient.Reach(HttpsClient.Reach.PUBLIC.port(), _ -> true));
    }

    private HttpsClient web(HttpsClient.Reach reach) {
        return new HttpsClient(connector, dns, reach, roots, clock);
    }

    private MailExchangers exchangers(SendingFamilies families) {
        return new MailExchangers(
                dns, this::routes, families, new MailExchangers.Ourselves(hostname, Outbound::isOurs), random);
    }

    /** Where letters go by the owner's will, as it is now. */
    private Routes routes() {
        Map<DomainName, List<Routes.Hop>> byDestination = new HashMap<>();
        List<Routes.Hop> others = List.of();
        for (Relays.Relay relay : relays.all()) {
            if (relay.destination().isPresent()) {
                byDestination.put(relay.destination().get(), List.of(relay.hop()));
            } else {
                others = List.of(relay.hop());
            }
        }
        routes.forEach((destination, hop) -> byDestination.put(destination, List.of(hop)));
        return new Routes(byDestination, others);
    }

    /** The relay of a destination, which others may share; itself where it has none. */
    private DomainName place(DomainName destination) {
        Optional<DomainName> relay = Optional.empty();
        boolean goesItself = routes.containsKey(destination) || Hook.isOne(destination);
        for (Relays.Relay each : goesItself ? List.<Relays.Relay>of() : relays.all()) {
            if (each.destination().isEmpty() || each.destination().get().equals(destination)) {
                relay = Optional.of(each.host());
            }
        }
        return relay.orElse(destination);
    }

    /** Our address when we connect to the internet over IPv6; nothing is sent for that. */
    private static Optional<InetAddress> ipv6() {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.connect(new InetSocketAddress(InetAddress.ofLiteral("2000::1"), 9));
            return Optional.of(((InetSocketAddress) channel.getLocalAddress()).getAddress());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // There is no way there.
        }
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
                        + event.answer().text() + meaning(event));
    }

    /** What the answer means, in words for the owner. */
    private static String meaning(QueueEvent event) {
        return event.kind() == QueueEvent.Kind.SENT
                ? ""
                : Setback.of(event.answer())
                        .meaning()
                        .map(words -> " (" + words + ")")
                        .orElse("");
    }
}
