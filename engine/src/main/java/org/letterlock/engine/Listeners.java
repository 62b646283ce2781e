package org.letterlock.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.net.ConnectionLimits;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.Listener;
import org.letterlock.engine.net.Listener.TlsMode;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Tls;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.protocol.EngineStatus.ListenerInfo;

/** The sockets that the engine listens on: with which TLS, within which limits, and what a connection beyond them is told. */
final class Listeners {

    private static final ConnectionLimits.Bounds OTHER_SERVERS = ConnectionLimits.Bounds.ofStrangers(2_000, 20);

    /** A mail program holds a handful of connections for each of its accounts, and a household has one address. */
    private static final ConnectionLimits.Bounds MAIL_PROGRAMS = new ConnectionLimits.Bounds(2_000, 1_500, 200, 60);

    /** No name is registered for SMTP; these are the ones that its clients are known to offer. */
    private static final List<String> SMTP_NAMES = List.of("smtp", "esmtp");

    private static final List<String> IMAP_NAMES = List.of("imap");
    private static final List<String> POP3_NAMES = List.of("pop3");

    private static final String SMTP_REFUSAL = "421 4.7.0 Too many connections, try again later\r\n";
    private static final String IMAP_REFUSAL = "* BYE [UNAVAILABLE] Too many connections, try again later\r\n";
    private static final String POP3_REFUSAL = "-ERR [SYS/TEMP] Too many connections, try again later\r\n";

    private final Parts parts;
    private final EventLoops loops;
    private final Map<Service, List<InetSocketAddress>> where;
    private final TlsIdentity identity;
    private final ConnectionLimits otherServers = new ConnectionLimits(OTHER_SERVERS);
    private final ConnectionLimits mailPrograms = new ConnectionLimits(MAIL_PROGRAMS);
    private final Map<Service, List<Listener>> running = new EnumMap<>(Service.class);

    /**
     * @param parts gets every listener, to be closed with the rest
     * @param where where each service listens
     * @param identity what all of them show
     */
    Listeners(Parts parts, EventLoops loops, Map<Service, List<InetSocketAddress>> where, TlsIdentity identity) {
        this.parts = parts;
        this.loops = loops;
        this.where = where;
        this.identity = identity;
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

    private Listener.Settings settings(Service service) {
        return switch (service) {
            case MX -> smtp(TlsMode.STARTTLS).withLimits(otherServers);
            case SUBMISSION -> smtp(TlsMode.STARTTLS).withLimits(mailPrograms);
            case SUBMISSIONS -> smtp(TlsMode.IMPLICIT).withLimits(mailPrograms);
            case IMAP -> imap(TlsMode.STARTTLS);
            case IMAPS -> imap(TlsMode.IMPLICIT);
            case POP3 -> pop3(TlsMode.STARTTLS);
            case POP3S -> pop3(TlsMode.IMPLICIT);
        };
    }

    private Listener.Settings smtp(TlsMode mode) {
        return with(mode, SMTP_NAMES).withRefusal(SMTP_REFUSAL);
    }

    private Listener.Settings imap(TlsMode mode) {
        return with(mode, IMAP_NAMES).withRefusal(IMAP_REFUSAL).withLimits(mailPrograms);
    }

    private Listener.Settings pop3(TlsMode mode) {
        return with(mode, POP3_NAMES).withRefusal(POP3_REFUSAL).withLimits(mailPrograms);
    }

    private Listener.Settings with(TlsMode mode, List<String> names) {
        return Listener.Settings.of(mode, Optional.of(new Tls(() -> identity, names)));
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
}
