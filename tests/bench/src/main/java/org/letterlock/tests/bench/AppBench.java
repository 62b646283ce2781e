package org.letterlock.tests.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;

/** The app on an engine: until it can be seen, how long its screen's thread is blocked at most while somebody goes through all sections, and what it takes of memory. */
final class AppBench implements Bench.Measurement {

    private static final int MAILBOXES = 6;
    private static final double KILO = 1_000;
    private static final double KIBI = 1_024;

    private final int runs;

    AppBench(int runs) {
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException, InterruptedException {
        List<Double> visible = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        TreeMap<Double, String> blocks = new TreeMap<>();
        String drawn;
        try (TempFolder folder = new TempFolder();
                Display display = Display.open();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            fill(engine);
            Path home = folder.path().resolve("app");
            drawn = ", " + display.kind();
            probe(display, "-Xlog:disable", "prepare", home.toString());
            // The first is cold, and the one by which the JVM learns what to keep ready, as it does where the package
            // is made.
            // The app is measured warm, as it is started every day.
            Path ready = folder.path().resolve("app.aot");
            for (int run = 0; run <= runs; run++) {
                for (String line : probe(
                                display,
                                run == 0 ? "-XX:AOTCacheOutput=" + ready : "-XX:AOTCache=" + ready,
                                "drive",
                                home.toString(),
                                engine.socket().toString())
                        .lines()
                        .toList()) {
                    String[] words = line.split(" ", 3);
                    if (run > 0 && words[0].equals("visible")) {
                        visible.add(Double.parseDouble(words[1]) / KILO);
                    } else if (run > 0 && words[0].equals("memory")) {
                        memory.add(Double.parseDouble(words[1]) / KIBI);
                    } else if (run > 0 && words[0].equals("block")) {
                        blocks.put(Double.parseDouble(words[1]), words[2]);
                    }
                }
            }
        }
        double longest = blocks.lastKey();
        System.err.println("blocked at: " + blocks.descendingMap());
        return List.of(
                Figure.within(
                        "the app is visible, warm, median of " + runs, new Sample(visible).median(), drawn, 2, "s"),
                Figure.within(
                        "memory after all sections, largest of " + runs,
                        new Sample(memory).largest(),
                        drawn,
                        300,
                        "MB"),
                Figure.within(
                        "the longest that its screen's thread was blocked, of " + runs,
                        longest,
                        drawn + " (at: " + blocks.get(longest) + ")",
                        50,
                        "ms"));
    }

    private static void fill(EngineProcess engine) {
        try (EngineConnection connection = EngineConnection.open(engine.socket())) {
            connection.call(connection.engine().addDomain(new EngineApi.DomainName("example.org")));
            for (int i = 0; i < MAILBOXES; i++) {
                connection.call(connection
                        .engine()
                        .addAccount(new AccountOrder("person" + i + "@example.org", "Person " + i, "phone", null)));
            }
        }
    }

    /** @param cache an option about what the JVM keeps ready */
    private static String probe(Display display, String cache, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(display.options());
        // As the app's package has them.
        Stream.of(System.getProperty("letterlock.app.options", "").split(" ", -1))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.add(cache);
        command.addAll(
                List.of("-cp", System.getProperty("letterlock.app.classpath", ""), "org.letterlock.desktop.AppProbe"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        display.on(builder);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the app ended: " + said);
        }
        return said;
    }
}
