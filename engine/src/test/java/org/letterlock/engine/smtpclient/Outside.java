package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.letterlock.engine.dns.AddressFamilies;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.dns.MailExchangers;
import org.letterlock.engine.dns.ProvingDns;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.Consignment;
import org.letterlock.engine.queue.Consignment.Recipient;
import org.letterlock.engine.queue.Letters;
import org.letterlock.engine.queue.QueueId;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.tlspolicy.StsPolicies;
import org.letterlock.engine.tlspolicy.TlsPolicies;

/** What a courier needs to reach servers of a test: event loops and routes to ports of loopback. */
final class Outside implements AutoCloseable {

    static final DomainName OUR_NAME = new DomainName("mail.example.test");
    static final SmtpTimeouts QUICK = new SmtpTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ZERO);

    private final EventLoops loops = new EventLoops(1, new SecureRandom());
    private final Map<DomainName, List<Routes.Hop>> routes = new HashMap<>();
    private final FakeDns dns = new FakeDns();
    /** How sessions came to TLS. */
    final List<TlsSession> sessions = new CopyOnWriteArrayList<>();

    private Function<DomainName, Optional<StsPolicy>> sts = _ -> Optional.empty();
    private TrustedRoots roots = TrustedRoots.of(List.of());
    private SmtpTimeouts timeouts = QUICK;
    private List<Routes.Hop> others = List.of();

    FakeDns dns() {
        return dns;
    }

    Outside route(String destination, ScriptedServer... servers) {
        routes.put(
                new DomainName(destination),
                Stream.of(servers)
                        .map(s -> new Routes.Hop("127.0.0.1", s.port()))
                        .toList());
        return this;
    }

    Outside route(String destination, int port) {
        routes.put(new DomainName(destination), List.of(new Routes.Hop("127.0.0.1", port)));
        return this;
    }

    /** Delivers to {@code host}, which the DNS of the test must have an address of, at the port of a server; the host stands for its own policy. */
    Outside route(String destination, String host, ScriptedServer server) {
        routes.merge(
                new DomainName(destination),
                List.of(new Routes.Hop(host, server.port())),
                (first, second) ->
                        Stream.concat(first.stream(), second.stream()).toList());
        return this;
    }

    /** All that has no route goes over a relay of this name, which the DNS of the test must have an address of. */
    Outside relay(String host, ScriptedServer server, Routes.Relay how) {
        others = List.of(new Routes.Hop(host, server.port(), Optional.of(how)));
        return this;
    }

    /** What domains published, and whose certificates are trusted. */
    Outside policies(Function<DomainName, Optional<StsPolicy>> published, X509Certificate... trusted) {
        sts = published;
        roots = TrustedRoots.of(List.of(trusted));
        return this;
    }

    /** Couriers that are made from now on keep connections for another letter. */
    Outside keeping(Duration idle) {
        timeouts = new SmtpTimeouts(
                QUICK.connect(), QUICK.command(), QUICK.dataStart(), QUICK.dataEnd(), QUICK.quit(), idle);
        return this;
    }

    Connector connector() {
        return new Connector(loops, Duration.ofSeconds(5));
    }

    RemoteCourier courier() {
        return courier(dns);
    }

    RemoteCourier courier(ProvingDns client) {
        MailExchangers exchangers = new MailExchangers(
                client,
                () -> new Routes(routes, others),
                () -> AddressFamilies.IPV4_FIRST,
                new MailExchangers.Ourselves(OUR_NAME, _ -> false),
                new Random(1));
        return new RemoteCourier(
                connector(),
                exchangers,
                new TlsPolicies(
                        client,
                        domain -> sts.apply(domain).map(StsPolicies.Found::of).orElse(StsPolicies.Found.NONE),
                        roots,
                        Clock.systemUTC()),
                OUR_NAME,
                timeouts,
                sessions::add);
    }

    /** What becomes of a small letter to bert@example.org, after so many attempts that were put off. */
    static Outcome deliver(RemoteCourier courier, int attempts) {
        return deliver(courier, "bert@example.org", attempts);
    }

    /** What becomes of a small letter to {@code address}. */
    static Outcome deliver(RemoteCourier courier, String address, int attempts) {
        return deliver(courier, ReversePath.of(Letters.address("anna@example.test")), address, attempts, TlsWish.NONE);
    }

    /** What becomes of a small letter whose sender wants this of TLS. */
    static Outcome deliver(RemoteCourier courier, ReversePath from, String address, int attempts, TlsWish tls) {
        Recipient recipient = new Recipient(1, Letters.address(address), attempts, Set.of(), Optional.empty());
        List<Outcome> outcomes = new ArrayList<>();
        courier.deliver(
                new Consignment(
                        new QueueId("q-1"),
                        from,
                        recipient.address().domain(),
                        List.of(recipient),
                        Octets.of("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
                        false,
                        false,
                        Optional.empty(),
                        false,
                        tls,
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH),
                told -> outcomes.addAll(told.values()));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    @Override
    public void close() {
        loops.close();
    }
}
