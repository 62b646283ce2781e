package org.letterlock.tests.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.SmallWorld;
import org.letterlock.tests.kit.peer.ThrowawayHost;
import org.letterlock.tests.kit.screen.AppProcess;
import org.letterlock.tests.kit.screen.Newcomer;

/**
 * From "server address typed" to "first letter read": the app's own screens, somebody who types and presses in no time, and a server with one processor and 1 GB that is bare
 * when it begins. Needs what is packaged for servers.
 */
final class DeployBench implements Bench.Measurement {

    private static final Path BUNDLES = Path.of(System.getProperty("letterlock.bundles", "installers/target"));
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double LIMIT_SECONDS = 300;
    private static final double NANOS = 1e9;
    private static final double MEGA = 1e6;

    /** How much more than the archive may go to the server: what SSH adds, and all other questions. */
    private static final double ONCE = 1.1;

    private final int runs;

    DeployBench(int runs) {
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        if (!SmallWorld.isPossible()) {
            System.err.println("deploy needs root, systemd-nspawn, mmdebstrap and Postfix; it is left out.");
            return List.of();
        }
        List<Double> whole = new ArrayList<>();
        Map<String, List<Double>> parts = new LinkedHashMap<>();
        List<Double> sent = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            try (TempFolder folder = new TempFolder();
                    ThrowawayHost host =
                            ThrowawayHost.boot("bookworm", folder.path().resolve("host"));
                    SmallWorld world = new SmallWorld(host);
                    AppProcess app = AppProcess.start(new AppProcess.Settings(
                            folder.path().resolve("app"), BUNDLES, world.dns().addresses()))) {
                Watch watch = deploy(app, host, world);
                watch.parts.forEach((part, took) -> parts.computeIfAbsent(part, unknown -> new ArrayList<>())
                        .add(took));
                whole.add(watch.parts.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum());
                sent.add(host.octetsSent() / MEGA);
            }
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.within(
                "from \"server address typed\" to \"first letter read\", median of " + runs,
                new Sample(whole).median(),
                "",
                LIMIT_SECONDS,
                "s"));
        parts.forEach((part, took) -> figures.add(new Figure("of it: " + part, new Sample(took) + " s", "", "")));
        figures.add(Figure.within("sent to the server", new Sample(sent).largest(), "", ONCE * archive() / MEGA, "MB"));
        return figures;
    }

    private static long archive() throws IOException {
        try (Stream<Path> files = Files.list(BUNDLES)) {
            Path archive = files.filter(
                            file -> file.getFileName().toString().matches("letterlock-server-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("first: ./letterlock package server"));
            return Files.size(archive);
        }
    }

    /** How long each part took, in seconds. */
    private static final class Watch {

        private final Map<String, Double> parts = new LinkedHashMap<>();
        private long last = System.nanoTime();

        void end(String part) {
            long now = System.nanoTime();
            parts.put(part, (now - last) / NANOS);
            last = now;
        }
    }

    private static Watch deploy(AppProcess app, ThrowawayHost host, SmallWorld world) {
        Newcomer anna = new Newcomer(app);
        anna.goThrough("Set up a new server");
        anna.typeTheServer(host.address(), ThrowawayHost.PASSWORD);
        Watch watch = new Watch();
        anna.meetTheServer();
        watch.end("sign in, and leave a key");
        app.press("Look");
        app.awaitWords("Looking ", PATIENCE);
        watch.end("upload");
        anna.goOnFromTheCheckUp();
        watch.end("check-up");
        anna.chooseTheDomain();
        watch.end("look at the domain");
        app.press("Install");
        anna.awaitStep("Wait until it answers");
        watch.end("install");
        app.awaitHeading("Your mail server runs", PATIENCE);
        watch.end("first mailbox");
        app.press("Go on to the records");
        anna.writeTheRecords(world.dns());
        watch.end("records");
        String password = anna.addADevice("first");
        watch.end("password of a device");
        world.write(Newcomer.MAILBOX, "The first letter");
        try (ImapTestClient imap = ImapTestClient.connectTls(new InetSocketAddress(host.address(), 993))
                .login(Newcomer.MAILBOX, password)) {
            if (!Waiting.until(PATIENCE, () -> imap.select("INBOX") == 1)) {
                throw new IllegalStateException("the letter did not come: " + world.log());
            }
            imap.fetch("1:*", "");
            watch.end("first letter");
            imap.logout();
        }
        return watch;
    }
}
