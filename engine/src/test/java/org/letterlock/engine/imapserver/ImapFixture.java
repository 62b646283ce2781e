package org.letterlock.engine.imapserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.net.InMemoryWire;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.FakeAuthenticator;
import org.letterlock.engine.spool.Spooler;
import org.letterlock.engine.sqlite.SqliteThreads;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.Allowance;

/** A real store behind real sessions over wires in memory: anna@example.test with the password secret. */
final class ImapFixture implements AutoCloseable {

    static final String USER = "anna@example.test";

    final SqliteThreads threads = new SqliteThreads(1, 2);
    final AccountStore store;
    final ImapServer server;
    final List<String> events = new CopyOnWriteArrayList<>();
    final FakeAuthenticator authenticator;
    private volatile Set<ImapExtension> extensions = ImapExtension.byDefault();

    ImapFixture(Path folder) {
        this(folder, ImapServerSettings.of("mail.example.test", "1"));
    }

    ImapFixture(Path folder, ImapServerSettings settings) {
        this(folder, settings, new FakeAuthenticator(USER, "secret"));
    }

    ImapFixture(Path folder, ImapServerSettings settings, FakeAuthenticator authenticator) {
        this(folder, settings, authenticator, Quota.UNLIMITED);
    }

    ImapFixture(Path folder, ImapServerSettings settings, FakeAuthenticator authenticator, Quota quota) {
        this.authenticator = authenticator;
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        Path file = folder.resolve("account.sqlite");
        AccountStore.create(file, new byte[32], SealKeyPair.generate(random), threads, clock, random)
                .close();
        store = AccountStore.open(file, new byte[32], threads, clock, new Limits(quota));
        server = new ImapServer(
                settings,
                authenticator,
                login -> new ImapAccount(store, extensions),
                new Spooler(folder.resolve("spool"), 1024 * 1024, random),
                (kind, connection, detail) -> events.add(kind + " " + detail),
                clock,
                random);
    }

    /** Nobody else holds anything, and nothing waits. */
    private record Limits(Quota quota) implements Allowance {
        @Override
        public Quota ceiling() {
            return quota;
        }
    }

    /** Settings with everything small, for tests of limits. */
    static ImapServerSettings small() {
        ImapServerSettings usual = ImapServerSettings.of("mail.example.test", "1");
        return new ImapServerSettings(
                usual.name(),
                usual.version(),
                usual.loginTimeout(),
                usual.autologout(),
                Duration.ofMillis(50),
                200,
                400,
                300,
                1000,
                2000,
                3,
                5,
                Duration.ofNanos(1),
                usual.progress());
    }

    /** Settings that take many commands that are none. */
    static ImapServerSettings patient() {
        ImapServerSettings usual = ImapServerSettings.of("mail.example.test", "1");
        return new ImapServerSettings(
                usual.name(),
                usual.version(),
                usual.loginTimeout(),
                usual.autologout(),
                usual.stillHere(),
                usual.lineBeforeLogin(),
                usual.lineAfterLogin(),
                usual.literalAfterLogin(),
                usual.commandLimit(),
                usual.appendLimit(),
                100,
                usual.badAfterLogin(),
                usual.searchTime(),
                usual.progress());
    }

    /** Settings that tell of every step of a long command. */
    static ImapServerSettings talkative() {
        ImapServerSettings usual = ImapServerSettings.of("mail.example.test", "1");
        return new ImapServerSettings(
                usual.name(),
                usual.version(),
                usual.loginTimeout(),
                usual.autologout(),
                usual.stillHere(),
                usual.lineBeforeLogin(),
                usual.lineAfterLogin(),
                usual.literalAfterLogin(),
                usual.commandLimit(),
                usual.appendLimit(),
                usual.badBeforeLogin(),
                usual.badAfterLogin(),
                usual.searchTime(),
                Duration.ZERO);
    }

    /** What is offered from the next login on. */
    ImapFixture offering(Set<ImapExtension> these) {
        extensions = these;
        return this;
    }

    /** A session that is not logged in; the greeting has not been read. */
    WireClient connect(boolean tls) {
        InMemoryWire wire = new InMemoryWire(
                Duration.ofSeconds(20), new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 50_000));
        if (tls) {
            wire.withTls();
        }
        var session = server.create(wire);
        Thread.ofVirtual().name("imap").start(session::run);
        return wire.client();
    }

    /** A session that is logged in. */
    WireClient loggedIn() {
        WireClient client = connect(true);
        client.readLine();
        client.send("login LOGIN " + USER + " secret\r\n");
        if (!client.readLine().startsWith("login OK")) {
            throw new AssertionError("not logged in");
        }
        return client;
    }

    AccountStore.MailboxId inbox() {
        return store.mailbox(MailboxName.INBOX).orElseThrow().id();
    }

    void append(String message, String... flags) {
        Set<org.letterlock.engine.mail.Flag> set = new java.util.LinkedHashSet<>();
        for (String flag : flags) {
            set.add(new org.letterlock.engine.mail.Flag(flag));
        }
        store.append(
                inbox(),
                List.of(new AccountStore.NewMessage(
                        Octets.of(message.getBytes(StandardCharsets.UTF_8)),
                        set,
                        Instant.parse("2026-02-01T10:00:00Z"))));
    }

    @Override
    public void close() {
        store.close();
        threads.close();
    }
}
