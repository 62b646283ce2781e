package org.letterlock.engine.pop3server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.Listener.TlsMode;
import org.letterlock.engine.net.Session;
import org.letterlock.engine.net.SocketClient;
import org.letterlock.engine.net.TcpWires;
import org.letterlock.engine.net.Wire;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.FakeAuthenticator;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;

/** A real store behind real sessions, over wires in memory or over loopback: anna@example.test with the password secret. */
final class Pop3Fixture implements AutoCloseable {

    static final String USER = "anna@example.test";
    static final Instant RECEIVED = Instant.parse("2026-02-01T10:00:00Z");

    volatile boolean forGood;
    final SqliteThreads threads = new SqliteThreads(1, 2);
    final AccountStore store;
    final Pop3Server server;
    final List<String> events = new CopyOnWriteArrayList<>();
    final FakeAuthenticator authenticator = new FakeAuthenticator(USER, "secret");

    Pop3Fixture(Path folder) {
        this(folder, Pop3ServerSettings.of("1"));
    }

    Pop3Fixture(Path folder, Pop3ServerSettings settings) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        store = AccountStore.create(
                folder.resolve("account.sqlite"), new byte[32], SealKeyPair.generate(random), threads, clock, random);
        server = new Pop3Server(
                settings,
                authenticator,
                login -> store,
                account -> forGood,
                (kind, connection, detail) -> events.add(kind + " " + detail),
                random);
    }

    /** Settings with small limits and times. */
    static Pop3ServerSettings small(Duration loginTimeout) {
        return new Pop3ServerSettings("1", loginTimeout, Duration.ofMillis(300), 200, 3, 5);
    }

    /** A session that is not logged in; the greeting has not been read. */
    WireClient connect(boolean tls) {
        InMemoryWire wire = new InMemoryWire();
        if (tls) {
            wire.withTls();
        }
        return connect(wire);
    }

    WireClient connect(InMemoryWire wire) {
        run(wire);
        return wire.client();
    }

    /** The same over a socket. */
    WireClient connect(TcpWires wires, boolean tls) {
        WireClient client = tls ? SocketClient.connectTls(wires.address()) : SocketClient.connect(wires.address());
        run(wires.accepted());
        return client;
    }

    static TcpWires wires(boolean tls) {
        return new TcpWires(tls ? TlsMode.IMPLICIT : TlsMode.STARTTLS, Duration.ofMinutes(1));
    }

    private void run(Wire wire) {
        Session session = server.create(wire);
        Thread.ofVirtual().name("pop3").start(session::run);
    }

    /** Logs a session in. */
    static WireClient logIn(WireClient client) {
        client.readLine();
        client.send("USER " + USER + "\r\nPASS secret\r\n");
        client.readLine();
        if (!client.readLine().startsWith("+OK")) {
            throw new AssertionError("not logged in");
        }
        return client;
    }

    WireClient loggedIn() {
        return logIn(connect(true));
    }

    AccountStore.MailboxId id(String mailbox) {
        return store.mailbox(new MailboxName(mailbox)).orElseThrow().id();
    }

    void append(String message, Flag... flags) {
        store.append(
                id("INBOX"),
                List.of(new AccountStore.NewMessage(
                        Octets.of(message.getBytes(StandardCharsets.UTF_8)), Set.of(flags), RECEIVED)));
    }

    @Override
    public void close() {
        store.close();
        threads.close();
    }
}
