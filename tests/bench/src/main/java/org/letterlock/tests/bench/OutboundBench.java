package org.letterlock.tests.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.letterlock.protocol.AddressRuleOrder;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.PostfixPeer;

/**
 * Sending to 100 domains, each with a server of its own on loopback, beside Postfix: the queue is filled while no server lets anybody in, and what is measured is
 * the time from the opening of the gates until the last letter was taken. And the memory that a long queue takes.
 */
final class OutboundBench implements Bench.Measurement {

    private static final int DOMAINS = 100;
    private static final int FORWARDS = 10;
    private static final int OCTETS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final int letters;
    private final int many;
    private final int runs;

    /**
     * @param letters how many are sent; a multiple of 100
     * @param many how many the long queue has; a multiple of 100
     */
    OutboundBench(int letters, int many, int runs) {
        this.letters = letters;
        this.many = many;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        if (PostfixPeer.isPossible()) {
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                ours.add(ours());
                theirs.add(theirs());
            }
            figures.add(Figure.against(
                    "sending " + letters + " letters of 10 KB to " + DOMAINS + " domains, letters a second",
                    new Sample(ours),
                    "Postfix",
                    new Sample(theirs),
                    true));
        }
        figures.addAll(memory());
        return figures;
    }

    private double ours() throws IOException {
        try (TempFolder folder = new TempFolder();
                GatedSink sink = new GatedSink(DOMAINS);
                EngineProcess engine = engine(folder.path(), sink)) {
            fill(engine, letters, OCTETS);
            return opened(sink, letters);
        }
    }

    private double theirs() throws IOException {
        try (GatedSink sink = new GatedSink(DOMAINS)) {
            Map<String, Integer> routes = new HashMap<>();
            for (int i = 0; i < DOMAINS; i++) {
                routes.put(domain(i), sink.ports().get(i));
            }
            try (PostfixPeer postfix = PostfixPeer.start("example.test", "maildir:", routes);
                    TempFolder folder = new TempFolder()) {
                for (int i = 0; i < DOMAINS; i++) {
                    Setting.send(folder.path(), postfix.port(), "user@" + domain(i), 4, letters / DOMAINS);
                }
                return opened(sink, letters);
            }
        }
    }

    /** Opens the gates and says how many letters a second came through. */
    private static double opened(GatedSink sink, int letters) {
        long begun = System.nanoTime();
        sink.open();
        if (!Waiting.until(PATIENCE, () -> sink.letters() >= letters)) {
            throw new IllegalStateException(sink.letters() + " of " + letters + " letters came");
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.err.println(
                letters + " letters over " + sink.connections() + " connections in " + Sample.shown(seconds) + " s");
        return letters / seconds;
    }

    private List<Figure> memory() throws IOException {
        try (TempFolder folder = new TempFolder();
                GatedSink sink = new GatedSink(DOMAINS);
                EngineProcess engine = engine(folder.path(), sink)) {
            fill(engine, many / 10, 1_000);
            long few = engine.residentKilobytes();
            fill(engine, many - many / 10, 1_000);
            long all = engine.residentKilobytes();
            sink.open();
            long largest = all;
            for (int taken = 0; taken < many / 10; taken = sink.letters()) {
                int before = taken;
                if (!Waiting.until(PATIENCE, () -> sink.letters() > before + many / 1_000)) {
                    throw new IllegalStateException("no more than " + before + " letters came");
                }
                largest = Math.max(largest, engine.residentKilobytes());
            }
            return List.of(
                    new Figure(
                            "resident with " + many + " letters in the queue",
                            Sample.shown(all / 1024.0) + " MB",
                            "with " + many / 10 + ", " + Sample.shown(few / 1024.0) + " MB",
                            Sample.shown(all / (double) few) + "x"),
                    Figure.within("resident, largest while these are sent", largest / 1024.0, "", 256, "MB"));
        }
    }

    private static String domain(int number) {
        return "d" + number + ".example";
    }

    /** An engine with addresses that lead to all the domains, ten each. */
    private static EngineProcess engine(Path folder, GatedSink sink) {
        Map<String, String> routes = new LinkedHashMap<>();
        for (int i = 0; i < DOMAINS; i++) {
            routes.put(domain(i), "127.0.0.1:" + sink.ports().get(i));
        }
        EngineProcess engine = EngineProcess.start(
                new EngineProcess.Settings(folder.resolve("data"), "mail.example.test", routes, List.of()));
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            for (int i = 0; i < DOMAINS / FORWARDS; i++) {
                List<String> targets = new ArrayList<>();
                for (int j = 0; j < FORWARDS; j++) {
                    targets.add("user@" + domain(i * FORWARDS + j));
                }
                AddressRuleOrder order = new AddressRuleOrder("to" + i + "@example.test", List.of(), targets, null);
                control.call(api -> api.setAddress(order));
            }
        }
        return engine;
    }

    /** Sends letters that make so many in the queue. */
    private static void fill(EngineProcess engine, int count, int octets) {
        List<String> to = new ArrayList<>();
        for (int i = 0; i < DOMAINS / FORWARDS; i++) {
            to.add("to" + i + "@example.test");
        }
        byte[] letter = new LetterMaker(7)
                .sized("b@example.org", "to0@example.test", "A letter that is sent on", octets)
                .octets();
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.patience(Duration.ofMinutes(2));
            for (int i = 0; i < count / DOMAINS; i++) {
                smtp.deliver("b@example.org", to, letter).expect(250);
            }
        }
    }
}
