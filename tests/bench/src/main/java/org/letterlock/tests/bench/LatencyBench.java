package org.letterlock.tests.bench;

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

/** From the {@code 250} of a letter to the {@code EXISTS} in another connection's IDLE. */
final class LatencyBench implements Bench.Measurement {

    private static final int WARM_UP = 50;

    private final int letters;

    LatencyBench(int letters) {
        this.letters = letters;
    }

    @Override
    public List<Figure> measure() throws InterruptedException {
        List<Double> milliseconds = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            NewCredential anna = Setting.account(engine, "anna@example.test");
            LetterMaker maker = new LetterMaker(1);
            SynchronousQueue<Long> announced = new SynchronousQueue<>();
            try (ImapTestClient imap = engine.imaps().login("anna@example.test", anna.password());
                    SmtpTestClient smtp = engine.mx().ehlo()) {
                imap.select("INBOX");
                imap.idle();
                Thread listener = Thread.ofVirtual().start(() -> {
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
        }
        Sample sample = new Sample(milliseconds);
        return List.of(Figure.within(
                "`250` to `EXISTS` in IDLE, p99 of " + letters,
                sample.percentile(99),
                " (median " + Sample.shown(sample.median()) + ", largest " + Sample.shown(sample.largest()) + ")",
                50,
                "ms"));
    }
}
