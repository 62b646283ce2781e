package org.letterlock.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.accounts.Deliverer;
import org.letterlock.engine.accounts.SystemTimer;
import org.letterlock.engine.control.ControlServer;
import org.letterlock.engine.control.ControlService;
import org.letterlock.engine.control.RunningEngine;
import org.letterlock.engine.delivery.Addresses;
import org.letterlock.engine.delivery.Inbound;
import org.letterlock.engine.delivery.NoticeDelivery;
import org.letterlock.engine.delivery.Submission;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.EngineSettings;
import org.letterlock.engine.dns.AddressFamilies;
import org.letterlock.engine.dns.DnsSettings;
import org.letterlock.engine.dns.MailExchangers;
import org.letterlock.engine.dns.ResolverClient;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.imapserver.ImapServer;
import org.letterlock.engine.imapserver.ImapServerSettings;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.Listener;
import org.letterlock.engine.net.Listener.TlsMode;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.Tls;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.smtpclient.Notices;
import org.letterlock.engine.smtpclient.QueueEvent;
import org.letterlock.engine.smtpclient.QueueRunner;
import org.letterlock.engine.smtpclient.RemoteCourier;
import org.letterlock.engine.smtpclient.RetrySchedule;
import org.letterlock.engine.smtpclient.SmtpTimeouts;
import org.letterlock.engine.smtpserver.SmtpServer;
import org.letterlock.engine.smtpserver.SmtpServerSettings;
import org.letterlock.engine.spool.Spooler;
import org.letterlock.protocol.EngineStatus.ListenerInfo;

/**
 * The composition root: builds every part by hand, from the files up to the sockets, and closes them in reverse. Read {@link #start} from top to bottom to see
 * what the engine is made of.
 */
final class Engine implements AutoCloseable {

    private static final int LOOPS = 2;
    private static final int SPOOL_MEMORY = 256 * 1024;
    private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(2);
    private static final int CONNECTIONS = 2_000;

    /** A mail program holds a handful of connections for each of its accounts, and a household has one address. */
    private static final int IMAP_CONNECTIONS_OF_A_NETWORK = 60;

    /** No name is registered for SMTP; these are the ones that its clients are known to offer. */
    private static final List<String> SMTP_NAMES = List.of("smtp", "esmtp");

    private static final String SMTP_REFUSAL = "421 4.7.0 Too many connections, try again later\r\n";
    private static final String IMAP_REFUSAL = "* BYE [UNAVAILABLE] Too many connections, try again later\r\n";

    private final Parts parts = new Parts();
    private final List<Opening<?>> openings = new ArrayList<>();
    private final ServeSettings settings;
    private final Clock clock;
    private final SecureRandom random;
    private final Map<Service, List<Listener>> listeners = new EnumMap<>(Service.class);

    private Engine(ServeSettings settings, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Builds and starts everything.
     *
     * @param stop asks the process to end; returns at once
     * @throws StartException with a sentence for a person when that cannot be
     */
    static Engine start(ServeSettings settings, Clock clock, SecureRandom random, Runnable stop) {
        Engine engine = new Engine(settings, clock, random);
        boolean started = false;
        try {
            engine.build(stop);
            started = true;
            return engine;
        } finally {
            engine.openings.forEach(Opening::settle);
            if (!started) {
                engine.close();
            }
        }
    }

    private <T> Opening<T> opening(String name, Supplier<T> open) {
        Opening<T> opening = Opening.of(name, open);
        openings.add(opening);
        return opening;
    }

    private void build(Runnable stop) {
        DataFolder folder = parts.add(DataFolder.open(settings.data(), true));

        // State: the engine's own files.
        Storage storage = Storage.open(folder, parts, clock, random);
        Opening<EventLoops> openingLoops = opening("network", () -> parts.add(new EventLoops(LOOPS, random)));
        MailLog log = storage.journal();
        Arrivals arrivals = new Arrivals();
        Intake intake = storage.intake(arrivals);
        MailQueue queue = storage.queue();
        Directory directory = storage.directory();
        Spooler spooler = Storage.guarded(folder.spool(), () -> new Spooler(folder.spool(), SPOOL_MEMORY, random));
        EngineSettings own = directory.settings();
        DomainName hostname = settings.hostname().orElse(own.hostname());

        // Accounts: who may sign in, and what moves their mail into their files.
        AccountFiles files = new AccountFiles(folder.accounts());
        Deliverer deliverer = new Deliverer(intake, arrivals, (kind, detail) -> log.record(kind, "", detail));
        Accounts accounts = accounts(storage, directory, files, deliverer, log);
        AccountMaker maker = new AccountMaker(directory, files, storage.threads(), clock, random);
        Storage.guarded(folder.accounts(), () -> {
            maker.sweep();
            return maker;
        });

        // The ways in and out.
        EventLoops loops = openingLoops.await();
        Addresses addresses = Addresses.of(directory);
        Inbound inbound = new Inbound(addresses, intake::accept, clock, random);
        Submission submission = new Submission(addresses, intake::accept, queue::enqueue, hostname, clock, random);
        startQueueRunner(
                queue, new NoticeDelivery(addresses, intake::accept, queue::enqueue, clock), loops, log, hostname);

        // The servers.
        Supplied tls = new Supplied(identity(folder, hostname));
        long size = Math.min(own.maxMessageSize(), SmtpServerSettings.SIZE_CEILING);
        SmtpServerSettings smtp = SmtpServerSettings.submission(hostname, true).withMaxSize(size);
        ImapServer imap = new ImapServer(
                ImapServerSettings.of(hostname.ascii(), Version.text()),
                accounts,
                accounts::store,
                spooler,
                log::record,
                clock,
                random);
        listen(
                loops,
                Service.MX,
                tls.startTls(),
                SmtpServer.mx(
                        SmtpServerSettings.mx(hostname).withMaxSize(size), inbound, spooler, log::record, random));
        listen(
                loops,
                Service.SUBMISSION,
                tls.startTls(),
                SmtpServer.submission(smtp, submission, accounts, spooler, log::record, random));
        listen(
                loops,
                Service.SUBMISSIONS,
                tls.implicit(),
                SmtpServer.submission(
                        SmtpServerSettings.submission(hostname, false).withMaxSize(size),
                        submission,
                        accounts,
                        spooler,
                        log::record,
                        random));
        listen(loops, Service.IMAP, tls.imapStartTls(), imap);
        listen(loops, Service.IMAPS, tls.imapImplicit(), imap);

        // Control.
        RunningEngine running =
                new RunningEngine(Version.text(), hostname.ascii(), clock.instant(), this::listenerInfos, stop);
        ControlService control = new ControlService(
                running, new ControlService.Parts(directory, accounts, maker, queue, intake, log), clock);
        startControl(folder, control);
        log.record(MailLog.Kind.STARTED, "", "Letterlock " + Version.text());
        parts.add(() -> log.record(MailLog.Kind.STOPPED, "", "Letterlock " + Version.text()));
    }

    private Accounts accounts(
            Storage storage, Directory directory, AccountFiles files, Deliverer deliverer, MailLog log) {
        byte[] secret = storage.subkey("login");
        try {
            return parts.add(new Accounts(
                    directory,
                    files,
                    deliverer,
                    storage.threads(),
                    secret,
                    clock,
                    random,
                    () -> directory.settings().graceTime(),
                    parts.add(new SystemTimer()),
                    (kind, detail) -> log.record(kind, "", detail)));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private void startQueueRunner(
            MailQueue queue, NoticeDelivery notices, EventLoops loops, MailLog log, DomainName hostname) {
        Map<DomainName, List<Routes.Hop>> hops = settings.routes().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, route -> List.of(route.getValue())));
        Routes routes = new Routes(hops, List.of());
        MailExchangers exchangers = new MailExchangers(
                new ResolverClient(DnsSettings.DEFAULT, clock),
                () -> routes,
                AddressFamilies.IPV4_FIRST,
                new MailExchangers.Ourselves(hostname, Engine::isOurs),
                random);
        RemoteCourier courier =
                new RemoteCourier(new Connector(loops, WRITE_TIMEOUT), exchangers, hostname, SmtpTimeouts.DEFAULT);
        QueueRunner runner = parts.add(new QueueRunner(
                queue,
                courier,
                new Notices(new DsnWriter(clock, random), hostname, notices),
                new RetrySchedule(random),
                QueueRunner.Settings.DEFAULT,
                clock,
                event -> record(log, event)));
        runner.start();
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

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private TlsIdentity identity(DataFolder folder, DomainName hostname) {
        try {
            return SelfSigned.in(folder.tls(), hostname, random, clock);
        } catch (IOException e) {
            throw new StartException(
                    "The certificate in " + folder.tls() + " cannot be used: " + DataFolder.reason(e) + ".", e);
        }
    }

    /** The TLS of each kind of listener, all with one certificate. */
    private record Supplied(TlsIdentity identity) {

        private static Listener.Settings of(TlsMode mode, TlsIdentity identity, List<String> alpn, String refusal) {
            return Listener.Settings.of(mode, Optional.of(new Tls(() -> identity, alpn)))
                    .withRefusal(refusal);
        }

        Listener.Settings startTls() {
            return of(TlsMode.STARTTLS, identity, SMTP_NAMES, SMTP_REFUSAL);
        }

        Listener.Settings implicit() {
            return of(TlsMode.IMPLICIT, identity, SMTP_NAMES, SMTP_REFUSAL);
        }

        Listener.Settings imapStartTls() {
            return of(TlsMode.STARTTLS, identity, List.of("imap"), IMAP_REFUSAL)
                    .withLimits(CONNECTIONS, IMAP_CONNECTIONS_OF_A_NETWORK);
        }

        Listener.Settings imapImplicit() {
            return of(TlsMode.IMPLICIT, identity, List.of("imap"), IMAP_REFUSAL)
                    .withLimits(CONNECTIONS, IMAP_CONNECTIONS_OF_A_NETWORK);
        }
    }

    private void listen(EventLoops loops, Service service, Listener.Settings how, Session.Factory sessions) {
        for (InetSocketAddress address : settings.listen().getOrDefault(service, List.of())) {
            try {
                Listener listener = parts.add(Listener.start(loops, address, how, sessions));
                listeners.computeIfAbsent(service, s -> new ArrayList<>()).add(listener);
            } catch (IOException e) {
                throw new StartException(
                        "Port " + address.getPort() + " of "
                                + address.getAddress().getHostAddress() + " cannot be used for " + service.word()
                                + ": another program has it, or this user may not listen there.",
                        e);
            }
        }
    }

    private void startControl(DataFolder folder, ControlService control) {
        try {
            parts.add(ControlServer.start(folder.controlSocket(), control));
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where each service listens. */
    Map<Service, List<InetSocketAddress>> listening() {
        Map<Service, List<InetSocketAddress>> addresses = new EnumMap<>(Service.class);
        listeners.forEach((service, all) ->
                addresses.put(service, all.stream().map(Listener::address).toList()));
        return addresses;
    }

    private List<ListenerInfo> listenerInfos() {
        List<ListenerInfo> infos = new ArrayList<>();
        listening()
                .forEach((service, addresses) -> addresses.forEach(address -> infos.add(
                        new ListenerInfo(service.word(), address.getAddress().getHostAddress(), address.getPort()))));
        return infos;
    }

    /** Ends in good order: no new connections, sessions told, attempts finished, accounts locked, files checkpointed. */
    @Override
    public void close() {
        parts.close();
    }
}
