package org.letterlock.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.ConnectionLimits;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.Listener;
import org.letterlock.engine.net.Listener.TlsMode;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Tls;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.protocol.EngineStatus.CertificateInfo;
import org.letterlock.protocol.EngineStatus.ListenerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets that the engine listens on: with which TLS, within which limits, and what a connection beyond them is told. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+) ");

    /** What a connection that waits may cost of the heap, at most, with as much again left to the rest. */
    private static final long HEAP_OF_CONNECTION = 24 << 10;

    private static final ConnectionLimits.Bounds OTHER_SERVERS = ConnectionLimits.Bounds.ofStrangers(2_000, 20);

    /**
     * A mail program holds a handful of connections for each of its accounts, and a household has one address. One that waits for new mail costs some kilobytes
     * ({@code bench idle}), so those who are signed in may hold thousands; strangers may not.
     */
    private static final ConnectionLimits.Bounds MAIL_PROGRAMS =
            mailPrograms(openFiles(), Runtime.getRuntime().maxMemory());

    /** No name is registered for SMTP; these are the ones that its clients are known to offer. */
    private static final List<String> SMTP_NAMES = List.of("smtp", "esmtp");

    private static final List<String> IMAP_NAMES = List.of("imap");
    private static final List<String> POP3_NAMES = List.of("pop3");

    private static final String IMAP_REFUSAL = "* BYE [UNAVAILABLE] Too many connections, try again later\r\n";
    private static final String POP3_REFUSAL = "-ERR [SYS/TEMP] Too many connections, try again later\r\n";

    private final Parts parts;
    private final EventLoops loops;
    private final Map<Service, List<InetSocketAddress>> where;
    private final TlsIdentity identity;
    private final String smtpRefusal;
    private final ConnectionLimits otherServers = new ConnectionLimits(OTHER_SERVERS);
    private final ConnectionLimits mailPrograms = new ConnectionLimits(MAIL_PROGRAMS);
    private final Map<Service, List<Listener>> running = new EnumMap<>(Service.class);

    /**
     * @param parts gets every listener, to be closed with the rest
     * @param where where each service listens
     * @param identity what all of them show
     * @param host our name
     */
    Listeners(
            Parts parts,
            EventLoops loops,
            Map<Service, List<InetSocketAddress>> where,
            TlsIdentity identity,
            DomainName host) {
        this.parts = parts;
        this.loops = loops;
        this.where = where;
        this.identity = identity;
        this.smtpRefusal = "421 4.7.0 " + host + " Too many connections, try again later\r\n";
    }

    /**
     * Listens for a service wherever it is wanted.
     *
     * @throws StartException when it cannot
     */
    void start(Service service, Session.Factory sessions) {
        for (InetSocketAddress address : where.getOrDefault(service, List.of())) {
            try {
                Listener listener = parts.add(Listener.start(loops, address, settings(service), sessions));
                running.computeIfAbsent(service, s -> new ArrayList<>()).add(listener);
            } catch (IOException e) {
                throw new StartException(
                        "Port " + address.getPort() + " of "
                                + address.getAddress().getHostAddress() + " cannot be used for " + service.word()
                                + ": another program has it, or this user may not listen there.",
                        e);
            }
        }
    }

    private static ConnectionLimits.Bounds mailPrograms(long openFiles, long heap) {
        int all = (int) Math.min(12_000, Math.min(openFiles / 2, heap / HEAP_OF_CONNECTION));
        return new ConnectionLimits.Bounds(all, Math.min(1_500, all * 3 / 4), 200, 60);
    }

    /** How many files the system lets this process open, connections among them. Half of them are left to the rest: without a file no letter is accepted. */
    private static long openFiles() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                Matcher soft = OPEN_FILES.matcher(line);
                if (soft.lookingAt()) {
                    return Long.parseLong(soft.group(1));
                }
            }
        } catch (IOException e) {
            LOG.debug("The limit on open files is not known here", e);
        }
        return Long.MAX_VALUE;
    }

    private Listener.Settings settings(Service service) {
        return switch (service) {
            case MX ->
                Listener.Settings.of(TlsMode.STARTTLS, Optional.of(tls(SMTP_NAMES)))
                        .withRefusal(smtpRefusal)
                        .withLimits(otherServers);
            case SUBMISSION -> logins(TlsMode.STARTTLS, SMTP_NAMES, smtpRefusal);
            case SUBMISSIONS -> logins(TlsMode.IMPLICIT, SMTP_NAMES, smtpRefusal);
            case IMAP -> logins(TlsMode.STARTTLS, IMAP_NAMES, IMAP_REFUSAL);
            case IMAPS -> logins(TlsMode.IMPLICIT, IMAP_NAMES, IMAP_REFUSAL);
            case POP3 -> logins(TlsMode.STARTTLS, POP3_NAMES, POP3_REFUSAL);
            case POP3S -> logins(TlsMode.IMPLICIT, POP3_NAMES, POP3_REFUSAL);
        };
    }

    /** Where people log in. */
    private Listener.Settings logins(TlsMode mode, List<String> names, String refusal) {
        return Listener.Settings.of(mode, Optional.of(tls(names).forLogins()))
                .withRefusal(refusal)
                .withLimits(mailPrograms);
    }

    private Tls tls(List<String> names) {
        return new Tls(() -> identity, names);
    }

    /** Where each service listens. */
    Map<Service, List<InetSocketAddress>> addresses() {
        Map<Service, List<InetSocketAddress>> addresses = new EnumMap<>(Service.class);
        running.forEach((service, all) ->
                addresses.put(service, all.stream().map(Listener::address).toList()));
        return addresses;
    }

    /** The same for the status. */
    List<ListenerInfo> infos() {
        List<ListenerInfo> infos = new ArrayList<>();
        addresses()
                .forEach((service, addresses) -> addresses.forEach(address -> infos.add(
                        new ListenerInfo(service.word(), address.getAddress().getHostAddress(), address.getPort()))));
        return infos;
    }

    /** What is shown over TLS, for the status. */
    CertificateInfo certificate() {
        X509Certificate own = identity.chain().getFirst();
        return new CertificateInfo(
                own.getNotAfter().toInstant().toString(),
                own.getSubjectX500Principal().equals(own.getIssuerX500Principal()));
    }
}
