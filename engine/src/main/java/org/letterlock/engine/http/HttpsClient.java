package org.letterlock.engine.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.PublicAddress;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.pkix.TrustedRoots;

/**
 * Asks web servers whose names strangers chose. A name is resolved once, and only an address of the public internet is connected to, so that nobody can point us
 * at an inner host; the certificate must be good for the name; a body has to tell its length, so that none is taken for whole that is not. Safe for
 * any number of threads; blocks, on virtual threads.
 */
public final class HttpsClient {

    private static final int MAX_ADDRESSES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int HTTPS = 443;

    private final Connector connector;
    private final DnsClient dns;
    private final Reach reach;
    private final TrustedRoots roots;
    private final Clock clock;

    /**
     * What may be reached.
     *
     * @param port where servers listen that are asked for something; who is told something has a port of its own
     * @param allowed which addresses may be connected to
     */
    public record Reach(int port, Predicate<InetAddress> allowed) {
        /** Port 443 in the public internet. */
        public static final Reach PUBLIC = new Reach(HTTPS, PublicAddress::isPublic);
    }

    /**
     * How much is waited for and taken.
     *
     * @param octets how long a body may be
     * @param time for everything
     */
    public record Limits(int octets, Duration time) {}

    public HttpsClient(Connector connector, DnsClient dns, Reach reach, TrustedRoots roots, Clock clock) {
        this.connector = connector;
        this.dns = dns;
        this.reach = reach;
        this.roots = roots;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param port 1 to 65535
     * @param path path and query, ASCII that prints, from the slash on
     */
    public record Target(DomainName host, int port, String path) {
        String authority() {
            return port == HTTPS ? host.ascii() : host + ":" + port;
        }
    }

    /**
     * What a host is asked at the port where servers listen.
     *
     * @param path as {@link Target} has it
     */
    public Target target(DomainName host, String path) {
        return new Target(host, reach.port(), path);
    }

    /** A request, ready to be written. */
    private record Request(Target target, byte[] head, Octets body, long end) {}

    /**
     * GET.
     *
     * @param path begins with a slash
     */
    public HttpResult get(DomainName host, String path, Limits limits) {
        Target target = target(host, path);
        byte[] head = head("GET", target, Map.of("Accept", "*/*"));
        return exchange(request(target, head, Octets.of(new byte[0]), limits.time()), limits.octets());
    }

    /**
     * POST. Of the answer only the status is read: what follows it, however much that is, is not.
     *
     * @param fields besides those of HTTP itself; ASCII that prints
     * @param body read once for each address of the host that is tried
     * @param time for everything
     */
    public HttpResult post(Target target, Map<String, String> fields, Octets body, Duration time) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("Content-Length", Long.toString(body.length()));
        return exchange(request(target, head("POST", target, all), body, time), HttpResponse.STATUS_ALONE);
    }

    private static Request request(Target target, byte[] head, Octets body, Duration time) {
        return new Request(target, head, body, System.nanoTime() + time.toNanos());
    }

    private static byte[] head(String method, Target target, Map<String, String> fields) {
        StringBuilder head = new StringBuilder(method + " " + target.path() + " HTTP/1.1\r\nHost: " + target.authority()
                + "\r\nUser-Agent: Letterlock\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private HttpResult exchange(Request request, int most) {
        DomainName host = request.target().host();
        HttpResult result = new HttpResult.Failed(false, host + " has no address that may be used");
        for (InetAddress address : addresses(host)) {
            result = exchange(
                    request, new InetSocketAddress(address, request.target().port()), most);
            if (result instanceof HttpResult.Answered) {
                return result;
            }
        }
        return result;
    }

    private List<InetAddress> addresses(DomainName host) {
        Stream<InetAddress> all = Stream.concat(dns.a(host).records().stream(), dns.aaaa(host).records().stream());
        return all.filter(reach.allowed()).limit(MAX_ADDRESSES).toList();
    }

    private HttpResult exchange(Request request, InetSocketAddress address, int most) {
        DomainName host = request.target().host();
        long end = request.end();
        Duration connect = HttpResponse.left(end).compareTo(CONNECT) < 0 ? HttpResponse.left(end) : CONNECT;
        if (connect.isZero()) {
            return new HttpResult.Failed(false, host + " did not answer in time");
        }
        try (Wire wire = connector.connect(address, connect, host, end)) {
            wire.startTls();
            CertificateChain chain =
                    wire.tls().map(Wire.TlsInfo::peer).orElseThrow(() -> new IllegalStateException("no TLS"));
            Optional<CertificateChain.Fault> fault = chain.fault(host, roots, clock.instant());
            if (fault.isPresent()) {
                return new HttpResult.Failed(
                        true,
                        host + " has a certificate that does not hold: "
                                + fault.get().words());
            }
            wire.write(request.head());
            HttpResponse.write(wire, request.body(), end);
            return new HttpResponse(wire, end, most).read();
        } catch (WireException e) {
            return new HttpResult.Failed(
                    e.reason() == WireException.Reason.TLS_FAILED, host + " could not be spoken to: " + e.getMessage());
        } catch (HttpResponse.Unusable e) {
            return new HttpResult.Failed(false, host + " answered in a way that cannot be used: " + e.words);
        }
    }
}
