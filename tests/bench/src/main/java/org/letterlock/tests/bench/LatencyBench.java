package org.letterlock.tests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.Program;

/** From the {@code 250} of a letter to the {@code EXISTS} in another connection's IDLE: by itself, and while others read all that they have. */
final class LatencyBench implements Bench.Measurement {

    private static final int WARM_UP = 50;
    private static final int READ = 500;
    private static final int LIMIT_MILLIS = 50;

    private final int letters;
    private final int[] readers;

    /** @param readers how many connections of another account read meanwhile, one figure each */
    LatencyBench(int letters, int... readers) {
        this.letters = letters;
        this.readers = readers;
    }

    @Override
    public List<Figure> measure() throws InterruptedException, IOException {
        List<Figure> figures = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            NewCredential anna = Setting.account(engine, "anna@example.test");
            NewCredential ben = Setting.account(engine, "ben@example.test");
            fill(engine, ben);
            for (int count : readers) {
                if (count > 0 && !Program.isInstalled("openssl")) {
                    continue;
                }
                try (Readers reading = new Readers(engine, ben, count)) {
                    Sample sample = announcements(engine, anna);
                    figures.add(Figure.within(
                            "`250` to `EXISTS` in IDLE, p99 of " + letters + reading.end(),
                            sample.percentile(99),
                            " (median " + Sample.shown(sample.median()) + ", largest " + Sample.shown(sample.largest())
                                    + ")",
                            LIMIT_MILLIS,
                            "ms"));
                }
            }
        }
        return figures;
    }

    private static void fill(EngineProcess engine, NewCredential ben) {
        LetterMaker maker = new LetterMaker(2);
        try (ImapTestClient client = engine.imaps().login("ben@example.test", ben.password())) {
            for (int i = 1; i <= READ; i++) {
                client.append("INBOX", "", Setting.searchable(maker, i, 10_000, READ));
            }
            Setting.settle(client);
        }
    }

    private Sample announcements(EngineProcess engine, NewCredential anna) throws InterruptedException {
        List<Double> milliseconds = new ArrayList<>();
        LetterMaker maker = new LetterMaker(1);
        SynchronousQueue<Long> announced = new SynchronousQueue<>();
        try (ImapTestClient imap = engine.imaps().login("anna@example.test", anna.password());
                SmtpTestClient smtp = engine.mx().ehlo()) {
            imap.select("INBOX");
            imap.idle();
            Thread listener = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < WARM_UP + letters; i++) {
                        imap.await("EXISTS");
                        announced.put(System.nanoTime());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < WARM_UP + letters; i++) {
                byte[] letter = maker.sized("b@example.org", "anna@example.test", "Letter " + i, 10_000)
                        .octets();
                smtp.deliver("b@example.org", List.of("anna@example.test"), letter)
                        .expect(250);
                long accepted = System.nanoTime();
                Long seen = announced.poll(30, TimeUnit.SECONDS);
                if (seen == null) {
                    throw new IllegalStateException("letter " + i + " was not announced in 30 seconds");
                }
                if (i >= WARM_UP) {
                    milliseconds.add(Math.max(0, (seen - accepted) / 1e6));
                }
            }
            listener.join();
        }
        return new Sample(milliseconds);
    }

    /** Connections that read every letter of one account over and over. They leave the processors to the engine where it wants them, as programs on another computer would. */
    private static final class Readers implements AutoCloseable {

        private static final int ROUNDS = 5_000;

        private final List<List<Process>> pipelines = new ArrayList<>();
        private final long begun = System.nanoTime();

        private Readers(EngineProcess engine, NewCredential account, int count) throws IOException {
            String imaps = "127.0.0.1:" + engine.address("imaps").getPort();
            for (int i = 0; i < count; i++) {
                List<Process> pipeline = ProcessBuilder.startPipeline(List.of(
                        new ProcessBuilder("nice", "-n", "19", "openssl", "s_client", "-quiet", "-connect", imaps)
                                .redirectError(ProcessBuilder.Redirect.DISCARD),
                        new ProcessBuilder("nice", "-n", "19", "wc", "-c")));
                pipelines.add(pipeline);
                try (Writer commands = pipeline.getFirst().outputWriter(StandardCharsets.US_ASCII)) {
                    commands.write("1 LOGIN ben@example.test " + account.password() + "\r\n2 SELECT INBOX\r\n");
                    commands.write("3 UID FETCH 1:* (BODY.PEEK[])\r\n".repeat(ROUNDS));
                }
            }
        }

        /** Ends them, and says what they did. */
        String end() throws IOException {
            double seconds = (System.nanoTime() - begun) / 1e9;
            close();
            long octets = 0;
            for (List<Process> pipeline : pipelines) {
                try (BufferedReader counted = pipeline.getLast().inputReader(StandardCharsets.US_ASCII)) {
                    octets += Long.parseLong(counted.readLine().strip());
                }
            }
            if (pipelines.isEmpty()) {
                return "";
            }
            return ", while " + pipelines.size() + (pipelines.size() == 1 ? " connection reads " : " connections read ")
                    + Sample.shown(octets / 1e6 / seconds) + " MB a second";
        }

        @Override
        public void close() {
            pipelines.forEach(pipeline -> pipeline.getFirst().destroy());
        }
    }
}
