package org.letterlock.tests.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** Resident memory: idle, under many IDLE connections with letters coming in, and while one large letter goes in and out. */
final class MemoryBench implements Bench.Measurement {

    private static final int WARM = 50;
    private static final int WAITING = 500;

    private final int connections;
    private final int largeMegabytes;
    private final int accounts;

    MemoryBench(int connections, int largeMegabytes, int accounts) {
        this.accounts = accounts;
        this.connections = connections;
        this.largeMegabytes = largeMegabytes;
    }

    @Override
    public List<Figure> measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            NewCredential anna = Setting.account(engine, "anna@example.test");
            figures.add(resident("resident, idle", engine.residentKilobytes(), 160));
            try (ImapTestClient reader = engine.imaps().login("anna@example.test", anna.password())) {
                List<ImapTestClient> idle = new ArrayList<>();
                try {
                    for (int i = 0; i < connections; i++) {
                        ImapTestClient client = engine.imaps().login("anna@example.test", anna.password());
                        client.select("INBOX");
                        client.idle();
                        idle.add(client);
                    }
                    long largest = largestDuring(
                            engine,
                            () -> Setting.send(
                                    folder.path(), engine.address("mx").getPort(), "anna@example.test", 4, 1_000));
                    Setting.awaitMessages(reader, 1_000);
                    figures.add(resident(
                            "resident, largest under " + connections + " IDLE connections and 1,000 letters coming in",
                            largest,
                            256));
                } finally {
                    idle.forEach(ImapTestClient::close);
                }
                figures.add(large(engine, reader));
            }
        }
        figures.add(unlocked());
        figures.add(ofSession("a session in IDLE over TLS, of 500 of one account", List.of()));
        figures.add(ofSession(
                "the same with NOTIFY for all mailboxes",
                List.of("NOTIFY SET (SELECTED (MessageNew MessageExpunge FlagChange))"
                        + " (PERSONAL (MessageNew MessageExpunge MailboxName SubscriptionChange))")));
        return figures;
    }

    /** What each of many sessions holds that wait, on top of an engine that has served some. */
    private static Figure ofSession(String what, List<String> commands) throws IOException {
        List<ImapTestClient> waiting = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            String password = Setting.account(engine, "anna@example.test").password();
            try {
                long before = 0;
                for (int i = 0; i < WARM + WAITING; i++) {
                    before = i == WARM ? engine.residentKilobytes() : before;
                    ImapTestClient client = engine.imaps().login("anna@example.test", password);
                    waiting.add(client);
                    client.select("INBOX");
                    commands.forEach(client::command);
                    client.idle();
                }
                double each = (engine.residentKilobytes() - before) / (double) WAITING;
                return Figure.within(what, each, "", 40, "KB");
            } finally {
                waiting.forEach(ImapTestClient::close);
            }
        }
    }

    private Figure unlocked() throws IOException {
        List<ImapTestClient> idle = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            try {
                for (int i = 0; i < accounts; i++) {
                    String address = "user" + i + "@example.test";
                    ImapTestClient client = engine.imaps()
                            .login(address, Setting.account(engine, address).password());
                    client.append(
                            "INBOX",
                            "",
                            new LetterMaker(i)
                                    .sized("b@example.org", address, "A letter", 10_000)
                                    .octets());
                    client.select("INBOX");
                    client.idle();
                    idle.add(client);
                }
                return resident(
                        "resident, " + accounts + " accounts unlocked, one IDLE each", engine.residentKilobytes(), 400);
            } finally {
                idle.forEach(ImapTestClient::close);
            }
        }
    }

    private Figure large(EngineProcess engine, ImapTestClient reader) throws IOException {
        byte[] letter = new LetterMaker(3)
                .withAttachment(
                        "b@example.org",
                        "anna@example.test",
                        "A large one",
                        "See the attachment.",
                        "large.bin",
                        largeMegabytes * 730_000)
                .octets();
        long before = engine.residentKilobytes();
        long largest = largestDuring(engine, () -> {
            try (SmtpTestClient smtp = engine.mx().ehlo()) {
                smtp.deliver("b@example.org", List.of("anna@example.test"), letter)
                        .expect(250);
            }
            Setting.awaitMessages(reader, 1_001);
            reader.select("INBOX");
            reader.fetch("*", "");
        });
        return new Figure(
                "resident, growth while a letter of " + letter.length / 1_000_000 + " MB goes in and out",
                Sample.shown((largest - before) / 1024.0) + " MB (" + Sample.shown(before / 1024.0) + " to "
                        + Sample.shown(largest / 1024.0) + ")",
                "the letter, " + letter.length / 1_000_000 + " MB",
                Sample.shown((largest - before) * 1024.0 / letter.length) + "x its size");
    }

    private static long largestDuring(EngineProcess engine, Work work) throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong largest = new AtomicLong();
        Thread watcher = Thread.ofPlatform()
                .start(() -> Waiting.until(java.time.Duration.ofHours(1), () -> {
                    largest.accumulateAndGet(engine.residentKilobytes(), Math::max);
                    return over.get();
                }));
        try {
            work.run();
        } finally {
            over.set(true);
            try {
                watcher.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return largest.get();
    }

    private static Figure resident(String what, long kilobytes, double limit) {
        return Figure.within(what, kilobytes / 1024.0, "", limit, "MB");
    }

    /** What is watched. */
    private interface Work {
        void run() throws IOException;
    }
}
