package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.crypto.SealKeyPair;
import org.letterlock.engine.delivery.Addresses;
import org.letterlock.engine.delivery.Inbound;
import org.letterlock.engine.directory.Directory.Account;
import org.letterlock.engine.directory.Directory.Route;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.Listener;
import org.letterlock.engine.net.SocketClient;
import org.letterlock.engine.spool.Spooler;
import org.letterlock.engine.sqlite.SqliteThreads;

/** How many letters of 10 KB a second the MX takes into the real intake, over loopback in clear text, with 1, 4 and 16 connections. */
@Tag("long")
final class SmtpThroughputTest {

    private static final int SECONDS = 4;

    @TempDir
    private Path folder;

    @Test
    void measuresAcceptedLetters(TestReporter reporter) throws Exception {
        SecureRandom random = new SecureRandom();
        Account anna = new Account(
                AccountId.random(random),
                "anna",
                new EmailAddress("anna", SmtpFixture.DOMAIN),
                new byte[16],
                4096,
                SealKeyPair.generate(random).publicKey(),
                Optional.empty(),
                Instant.EPOCH);
        Addresses addresses = new Addresses() {
            @Override
            public Route route(EmailAddress recipient) {
                return new Route.Accounts(List.of(anna));
            }

            @Override
            public boolean maySendAs(AccountId account, EmailAddress sender) {
                return false;
            }

            @Override
            public Optional<EmailAddress> postmaster() {
                return Optional.empty();
            }
        };
        try (SqliteThreads threads = new SqliteThreads(2, 2);
                Intake intake = new Intake(folder.resolve("intake"), new byte[32], threads, random, accounts -> {});
                EventLoops loops = new EventLoops(1, random)) {
            SmtpServerSettings settings = SmtpServerSettings.mx(SmtpFixture.HOST)
                    .withTimes(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(1));
            SmtpServer server = SmtpServer.mx(
                    settings,
                    new Inbound(addresses, intake::accept, Clock.systemUTC(), random),
                    new Spooler(folder.resolve("spool"), 256 * 1024, random),
                    (kind, connection, detail) -> {},
                    random);
            try (Listener listener = Listener.start(
                    loops,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Listener.Settings.of(Listener.TlsMode.NONE, Optional.empty()),
                    server)) {
                measure(listener, 4);
                long before = intake.waitingCount(anna.id());
                long sent = 0;
                for (int connections : new int[] {1, 4, 16}) {
                    long letters = measure(listener, connections);
                    sent += letters;
                    reporter.publishEntry(connections + " connections", letters / SECONDS + " letters/s");
                }
                assertThat(intake.waitingCount(anna.id()) - before).isEqualTo(sent);
            }
        }
    }

    private static long measure(Listener listener, int connections) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            var counts = clients.invokeAll(java.util.stream.IntStream.range(0, connections)
                    .<java.util.concurrent.Callable<Long>>mapToObj(i -> () -> send(listener, end))
                    .toList());
            long sum = 0;
            for (var count : counts) {
                sum += count.get();
            }
            return sum;
        }
    }

    private static long send(Listener listener, long end) {
        String body = "Subject: x\r\n\r\n" + ("y".repeat(98) + "\r\n").repeat(100) + ".\r\n";
        long letters = 0;
        try (SocketClient client = SocketClient.connect(listener.address())) {
            client.readLine();
            client.send("HELO a.example.org\r\n");
            client.readLine();
            while (System.nanoTime() < end) {
                client.send("MAIL FROM:<a@example.org>\r\nRCPT TO:<anna@example.test>\r\nDATA\r\n");
                client.readLine();
                client.readLine();
                assertThat(client.readLine()).startsWith("354");
                client.send(body);
                assertThat(client.readLine()).startsWith("250");
                letters++;
            }
        }
        return letters;
    }
}
