package org.letterlock.desktop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.letterlock.desktop.agentclient.LocalLine;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ssh.JschDoor;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.tests.kit.screen.Hand;

/**
 * The app in a process of its own, driven through its screens on a real engine. Prints what it took: {@code visible MILLIS}, {@code block MILLIS ACTION} for
 * each action, {@code memory KILOBYTES}.
 */
public final class AppProbe {

    private static final String PASSPHRASE = "correct horse battery";
    private static final long DEADLINE_NANOS = 30_000_000_000L;
    private static final long BETWEEN_NANOS = 1_000_000;

    /** Looking for words is work of the screen's thread, too: seldom enough that what is measured is the app's. */
    private static final long LOOK_NANOS = 150_000_000;

    private static final double MILLI = 1e6;

    private final Path folder;
    private final Path socket;
    private final AtomicReference<String> doing = new AtomicReference<>("start");
    private final Map<String, Long> blocks = new ConcurrentHashMap<>();
    private final CompletableFuture<Stage> window = new CompletableFuture<>();

    private AppProbe(Path folder, Path socket) {
        this.folder = folder;
        this.socket = socket;
    }

    /** Makes the files of somebody who has a server, for the app to be started with. */
    private static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        new Choice("en", false).save(folder.resolve("app.json"));
        ServerProfile server =
                new ServerProfile("mail.example.org", 22, "root", new HostKey("ssh-ed25519", "AAAA"), "none");
        try (Vault vault = Vault.create(folder.resolve("vault"), PASSPHRASE.toCharArray(), new SecureRandom())) {
            vault.save(vault.contents().with(server).with(server, SettingUp.BEGUN.at(SettingUp.HOME)));
        }
    }

    /** @param arguments {@code prepare FOLDER}, or {@code drive FOLDER SOCKET} of an engine */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("prepare")) {
            prepare(folder);
        } else {
            new AppProbe(folder, Path.of(arguments[2])).run();
        }
        System.exit(0);
    }

    private void run() throws IOException {
        Platform.startup(this::start);
        Stage stage = window.join();
        say("visible "
                + (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime()));
        Thread watch = Thread.ofPlatform().daemon().start(this::watch);
        drive(new Hand(() -> stage.getScene().getRoot()));
        watch.interrupt();
        blocks.forEach((what, took) -> say("block " + Math.round(took / MILLI) + " " + what));
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            lines.filter(line -> line.startsWith("VmRSS"))
                    .forEach(line -> say("memory " + line.replaceAll("[^0-9]", "")));
        }
        // Nothing is left to be drawn while the process ends.
        CompletableFuture<Void> hidden = new CompletableFuture<>();
        Platform.runLater(() -> {
            stage.hide();
            hidden.complete(null);
        });
        hidden.join();
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private void start() {
        Stage stage = new Stage();
        SetUp.Services services = new SetUp.Services(
                new JschDoor(1_000, 1_000),
                (server, lists, at, told) -> {
                    throw none();
                },
                (server, hostname, progress) -> {
                    throw none();
                },
                server -> {
                    throw none();
                },
                new BesideTheScreen(Platform::runLater),
                server -> new LocalLine(socket),
                WorldDns.usual());
        new Desktop(folder, services, null).start(stage);
        // Shown is what was laid out and drawn once.
        stage.getScene().addPostLayoutPulseListener(() -> window.complete(stage));
        Platform.requestNextPulse();
    }

    private static ProblemException none() {
        return new ProblemException(Problem.of("app", "bug", Map.of(), null));
    }

    /** Has the screen's thread do nothing again and again, and sees how long that takes. */
    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            long begun = System.nanoTime();
            String now = doing.get();
            CompletableFuture<Void> done = new CompletableFuture<>();
            Platform.runLater(() -> done.complete(null));
            done.join();
            long took = System.nanoTime() - begun;
            blocks.merge(now, took, Math::max);
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    private void drive(Hand hand) {
        at("the passphrase", () -> hand.type("Passphrase", PASSPHRASE));
        press(hand, "Open", "Letters today");
        for (int round = 0; round < 2; round++) {
            press(hand, "Mailboxes", "Add a mailbox");
            press(hand, "Look at it", "What a POP3 program deletes");
            press(hand, "All mailboxes", "Add a mailbox");
            press(hand, "Domains", "Add the domain");
            press(hand, "Look at it", "What others report");
            press(hand, "All domains", "Add the domain");
            press(hand, "Delivery", "What happened");
            press(hand, "Security", "Wrong passwords");
            press(hand, "Settings", "Letters from strangers");
            press(hand, "Overview", "Letters today");
        }
        choose(hand, "日本語", "概要");
        choose(hand, "English", "Overview");
        choose(hand, "Dark", "Overview");
        choose(hand, "Light", "Overview");
    }

    private void press(Hand hand, String name, String shown) {
        at(name, () -> hand.press(name));
        LockSupport.parkNanos(LOOK_NANOS);
        at(name, () -> isShown(hand, shown));
    }

    private void choose(Hand hand, String item, String shown) {
        at(item, () -> hand.choose(item));
        LockSupport.parkNanos(LOOK_NANOS);
        at(item, () -> isShown(hand, shown));
    }

    private static boolean isShown(Hand hand, String text) {
        return hand.words().stream().anyMatch(word -> word.startsWith(text));
    }

    /** Does something on the screen's thread again and again, until it says that it succeeded. */
    private void at(String name, Supplier<Boolean> step) {
        doing.set(name);
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (true) {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            Platform.runLater(() -> done.complete(step.get()));
            if (done.join()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nothing came of: " + name);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
