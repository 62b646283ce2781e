package org.letterlock.engine.smtpserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.delivery.Addresses;
import org.letterlock.engine.delivery.Authentication;
import org.letterlock.engine.delivery.Blocklists;
import org.letterlock.engine.delivery.Forwarding;
import org.letterlock.engine.delivery.Inbound;
import org.letterlock.engine.delivery.LetterIntake;
import org.letterlock.engine.delivery.LetterQueue;
import org.letterlock.engine.delivery.LetterSigner;
import org.letterlock.engine.delivery.OtherFilter;
import org.letterlock.engine.delivery.Submission;
import org.letterlock.engine.delivery.VacationLetter;
import org.letterlock.engine.delivery.VacationReplies;
import org.letterlock.engine.delivery.Webhooks;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Route;
import org.letterlock.engine.directory.Vacation;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.SendingLimits;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.Listener;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.SocketClient;
import org.letterlock.engine.net.Tls;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.net.WireException;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.sasl.FakeAuthenticator;
import org.letterlock.engine.spool.Spooler;
import org.letterlock.engine.srs.SrsAddresses;

/**
 * SMTP servers for example.test, where anna and ben live, whose letters end here. Carl's mailbox is full, and Dora's has room for 1000 octets.
 */
final class SmtpFixture implements AutoCloseable {

    static final DomainName HOST = new DomainName("mx.example.test");
    static final DomainName DOMAIN = new DomainName("example.test");
    static final AccountId ANNA = new AccountId("0".repeat(32));
    static final AccountId BEN = new AccountId("1".repeat(32));

    static final AccountId CARL = new AccountId("2".repeat(32));
    static final AccountId DORA = new AccountId("3".repeat(32));

    enum Role {
        MX,
        SUBMISSION,
        SUBMISSIONS
    }

    /** A letter that arrived in the intake or the queue. */
    record Arrived(List<String> recipients, String from, String text) {}

    final List<Arrived> delivered = new CopyOnWriteArrayList<>();
    final List<Arrived> queued = new CopyOnWriteArrayList<>();
    final FakeAuthenticator authenticator = new FakeAuthenticator("anna@example.test", "correct horse");
    final FakeDns dns = new FakeDns();
    private final SecureRandom random = new SecureRandom();
    private final Account anna;
    private final Account ben;
    private final Account carl;
    private final Account dora;
    private final Map<AccountId, Long> room = new ConcurrentHashMap<>(Map.of(CARL, 0L, DORA, 1000L));
    private final Spooler spooler;
    private final Optional<EventLoops> loops;
    private final TlsIdentity identity;
    private Duration greetingDelay = Duration.ZERO;
    private Duration setupTime = Duration.ofMinutes(1);
    private Optional<RuntimeException> failure = Optional.empty();
    private Rates rates = new Rates(Rates.Limits.DEFAULT, System::nanoTime);
    private Optional<InetSocketAddress> remote = Optional.empty();

    SmtpFixture(Path folder, boolean tcp) {
        anna = account(ANNA, "anna");
        ben = account(BEN, "ben");
        carl = account(CARL, "carl");
        dora = account(DORA, "dora");
        dns.txt("_dmarc.strict.example", "v=DMARC1; p=reject");
        spooler = new Spooler(folder.resolve("spool"), 64 * 1024, random);
        loops = tcp ? Optional.of(new EventLoops(1, random)) : Optional.empty();
        identity = SelfSigned.make(HOST, random, Clock.systemUTC());
    }

    private Account account(AccountId id, String name) {
        return new Account(
                id,
                name,
                new EmailAddress(name, DOMAIN),
                new byte[16],
                4096,
                SealKeyPair.generate(random).publicKey(),
                Optional.empty(),
                Instant.EPOCH,
                true);
    }

    void greetingDelay(Duration delay) {
        greetingDelay = delay;
    }

    void setupTime(Duration time) {
        setupTime = time;
    }

    /** What strangers may send, on a clock of its own. */
    void rates(Rates.Limits limits, LongSupplier nanoTime) {
        rates = new Rates(limits, nanoTime);
    }

    /** From where clients come that are in memory. */
    void remote(String address) {
        remote = Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), 40_000));
    }

    void failWith(RuntimeException reason) {
        failure = Optional.of(reason);
    }

    /** Takes everything but what stuffed@ sends on. */
    private LetterQueue queue() {
        return new LetterQueue() {
            @Override
            public void enqueue(List<NewMail> mails) {
                queued(mails);
            }

            @Override
            public boolean hasRoom(Origin origin, long octets) {
                return !origin.equals(new Origin.Forwarded(new EmailAddress("stuffed", DOMAIN)));
            }
        };
    }

    private void queued(List<NewMail> mails) {
        mails.forEach(mail -> queued.add(new Arrived(
                mail.to().stream().map(EmailAddress::toString).toList(),
                mail.from().toString(),
                text(mail.content()))));
    }

    private final class FakeAddresses implements Addresses {
        @Override
        public Route route(EmailAddress recipient) {
            if (!recipient.domain().equals(DOMAIN)) {
                return new Route.NotLocal();
            }
            return switch (recipient.canonical().withoutDetail().localPart()) {
                case "anna", "postmaster", "ännä" -> new Route.Ours(List.of(anna), List.of());
                case "ben" -> new Route.Ours(List.of(ben), List.of());
                case "carl" -> new Route.Ours(List.of(carl), List.of());
                case "dora" -> new Route.Ours(List.of(dora), List.of());
                case "dora-and-ben" -> new Route.Ours(List.of(dora, ben), List.of());
                case "all" -> new Route.Ours(List.of(anna, ben), List.of());
                case "away" ->
                    new Route.Ours(
                            List.of(),
                            List.of(EmailAddress.parse("anna@example.org").orElseThrow()));
                case "stuffed" ->
                    new Route.Ours(
                            List.of(),
                            List.of(EmailAddress.parse("anna@example.org").orElseThrow()));
                case "both" ->
                    new Route.Ours(
                            List.of(anna),
                            List.of(EmailAddress.parse("anna@example.org").orElseThrow()));
                case "srs0=x" ->
                    new Route.Back(EmailAddress.parse("ann@example.org").orElseThrow());
                case "mail-reports" -> new Route.Ours(List.of(), List.of());
                case "former" -> new Route.Off(OffAnswer.REFUSE);
                case "later" -> new Route.Off(OffAnswer.LATER);
                case "void" -> new Route.Off(OffAnswer.DROP);
                default -> new Route.Unknown();
            };
        }

        @Override
        public boolean maySendAs(AccountId account, EmailAddress sender) {
            return route(sender) instanceof Route.Ours(List<Account> accounts, List<EmailAddress> _, List<Webhook> _)
                    && accounts.stream().anyMatch(a -> a.id().equals(account));
        }

        @Override
        public boolean hasRoom(AccountId account, long octets) {
            return Math.max(1, octets) <= room.getOrDefault(account, Long.MAX_VALUE);
        }

        @Override
        public boolean isOurs(DomainName domain) {
            return domain.equals(DOMAIN);
        }

        @Override
        public SendingLimits sendingLimits(AccountId account) {
            return SendingLimits.DEFAULT;
        }

        @Override
        public Optional<Vacation> vacation(AccountId account, Instant now) {
            return Optional.empty();
        }

        @Override
        public Optional<EmailAddress> postmaster() {
            return Optional.of(new EmailAddress("postmaster", DOMAIN));
        }
    }

    private static String text(Octets content) {
        try (InputStream in = content.open()) {
            byte[] all = in.readAllBytes();
            if (all.length != content.length()) {
                throw new AssertionError("wrong length");
            }
            return new String(all, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LetterIntake intake() {
        return (reception, from, _, received, content) -> {
            failure.ifPresent(reason -> {
                throw reason;
            });
            reception
                    .recipients()
                    .forEach(recipient ->
                            room.computeIfPresent(recipient.account(), (_, left) -> left - content.length()));
            delivered.add(new Arrived(
                    reception.addresses().stream().map(EmailAddress::toString).toList(),
                    from.toString(),
                    text(content)));
        };
    }

    SmtpServer server(Role role) {
        Addresses addresses = new FakeAddresses();
        SmtpServerSettings settings = (role == Role.MX
                        ? SmtpServerSettings.mx(HOST)
                        : SmtpServerSettings.submission(HOST, role == Role.SUBMISSION))
                .withMaxSize(300_000)
                .withTimes(greetingDelay, setupTime, Duration.ofMinutes(1), Duration.ofMillis(1));
        EventLog log = (kind, connection, detail) -> {};
        if (role == Role.MX) {
            Clock clock = Clock.systemUTC();
            Authentication authentication = new Authentication(dns, HOST, Authentication.TIME, address -> false, clock);
            Forwarding forwarding = new Forwarding(
                    queue(),
                    new LetterSigner(domain -> List.of(), clock),
                    new SrsAddresses(new byte[32], clock),
                    new DsnWriter(clock, random));
            Inbound inbound = new Inbound(
                    addresses,
                    new Inbound.Checks(
                            authentication,
                            new Blocklists(dns, List::of, Blocklists.TIME),
                            _ -> false,
                            OtherFilter.NONE),
                    intake(),
                    new Inbound.Onward(forwarding, vacations(addresses)),
                    log,
                    clock,
                    random);
            return SmtpServer.mx(settings, inbound, rates, spooler, log, random);
        }
        Submission submission = new Submission(
                addresses,
                new Submission.Ways(intake(), queue(), new Webhooks(queue(), log), vacations(addresses)),
                new LetterSigner(domain -> List.of(), Clock.systemUTC()),
                HOST,
                Clock.systemUTC(),
                random);
        return SmtpServer.submission(settings, submission, authenticator, spooler, log, random);
    }

    private VacationReplies vacations(Addresses addresses) {
        return new VacationReplies(
                addresses,
                (account, sender, about, pause, now) -> false,
                new VacationLetter(
                        new LetterSigner(_ -> List.of(), Clock.systemUTC()), HOST, Clock.systemUTC(), random),
                answer -> {},
                (kind, connection, detail) -> {},
                Clock.systemUTC());
    }

    /**
     * A server with one client.
     *
     * @param connecting makes another client, over TCP
     */
    record Open(WireClient client, Session session, Runnable server, Supplier<WireClient> connecting)
            implements AutoCloseable {

        WireClient another() {
            return connecting.get();
        }

        @Override
        public void close() {
            client.close();
            server.run();
        }
    }

    Open open(Role role) throws IOException {
        return loops.isPresent() ? overTcp(role, loops.get()) : inMemory(role);
    }

    private Open inMemory(Role role) {
        InMemoryWire wire = remote.map(from -> new InMemoryWire(Duration.ofSeconds(5), from))
                .orElseGet(InMemoryWire::new);
        if (role == Role.SUBMISSIONS) {
            wire.withTls();
        }
        Session session = server(role).create(wire);
        Thread thread = Thread.ofVirtual().start(() -> {
            try (wire) {
                session.run();
            } catch (WireException e) {
                // The end of a session.
            }
        });
        return new Open(wire.client(), session, () -> join(thread), wire::client);
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(Duration.ofSeconds(20))) {
                throw new AssertionError("the session did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Open overTcp(Role role, EventLoops over) throws IOException {
        Tls tls = new Tls(() -> identity, List.of());
        List<Session> sessions = new CopyOnWriteArrayList<>();
        SmtpServer server = server(role);
        Listener listener = Listener.start(
                over,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Listener.Settings.of(
                        role == Role.SUBMISSIONS ? Listener.TlsMode.IMPLICIT : Listener.TlsMode.STARTTLS,
                        Optional.of(tls)),
                wire -> {
                    Session session = server.create(wire);
                    sessions.add(session);
                    return session;
                });
        Supplier<WireClient> connecting = () -> connect(role, listener.address());
        return new Open(connecting.get(), new AllOf(sessions), listener::close, connecting);
    }

    private static WireClient connect(Role role, InetSocketAddress server) {
        return role == Role.SUBMISSIONS ? SocketClient.connectTls(server) : SocketClient.connect(server);
    }

    private record AllOf(List<Session> sessions) implements Session {
        @Override
        public void run() {}

        @Override
        public void stop() {
            sessions.forEach(Session::stop);
        }
    }

    @Override
    public void close() {
        loops.ifPresent(EventLoops::close);
    }
}
