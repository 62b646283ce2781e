package org.letterlock.tests.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;

/** From the start of {@code serve} on existing data to the first greeting of the MX. */
final class StartBench implements Bench.Measurement {

    private final int runs;

    StartBench(int runs) {
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() {
        List<Double> seconds = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            InetSocketAddress mx = engine.address("mx");
            for (int run = 0; run < runs; run++) {
                engine.stop();
                long begun = System.nanoTime();
                engine.startAgain();
                SmtpTestClient.connect(mx).close();
                seconds.add((System.nanoTime() - begun) / 1e9);
            }
        }
        Sample sample = new Sample(seconds);
        return List.of(Figure.within(
                "start of `serve` to the first greeting, median of " + runs,
                sample.median(),
                " (" + Sample.shown(sample.smallest()) + " to " + Sample.shown(sample.largest()) + ")",
                1.5,
                "s"));
    }
}
