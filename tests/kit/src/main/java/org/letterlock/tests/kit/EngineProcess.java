package org.letterlock.tests.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A real engine in a JVM of its own, listening on loopback. Its class path is that of the system property {@code letterlock.engine.classpath}, else of this
 * JVM; the words of {@code letterlock.engine.options} are further options of its JVM. After a stop or a kill it can be started again with the same data and ports.
 */
public final class EngineProcess implements AutoCloseable {

    /** The services that an engine has, as the status names them. */
    public static final List<String> SERVICES =
            List.of("mx", "submission", "submissions", "imap", "imaps", "pop3", "pop3s");

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private final Settings settings;
    private final List<String> quick;
    private final Path portsFile;
    private final Path outputFile;
    private List<String> options = List.of();
    private final Map<String, String> routes;
    private final List<Socket> reserved = new ArrayList<>();
    private Map<String, Integer> ports = Map.of();
    private Process process;
    private Duration startTime = Duration.ZERO;

    /**
     * How an engine is started.
     *
     * @param data its data folder
     * @param hostname the name that it greets with
     * @param routes domains that are delivered to a fixed address, as {@code host:port}
     * @param javaOptions further options of the JVM, such as {@code -Xmx256m}; they win over those that every engine has
     * @param environment further environment variables
     */
    public record Settings(
            Path data,
            String hostname,
            Map<String, String> routes,
            List<String> javaOptions,
            Map<String, String> environment) {

        public Settings(Path data, String hostname, Map<String, String> routes, List<String> javaOptions) {
            this(data, hostname, routes, javaOptions, Map.of());
        }

        /** An engine called {@code mail.example.test} with no routes. */
        public static Settings of(Path data) {
            return new Settings(data, "mail.example.test", Map.of(), List.of());
        }
    }

    private EngineProcess(Settings settings, List<String> quick) throws IOException {
        this.settings = settings;
        this.quick = quick;
        this.routes = new LinkedHashMap<>(settings.routes());
        Files.createDirectories(settings.data());
        Path name = Objects.requireNonNull(settings.data().getFileName(), "a folder with a name");
        this.portsFile = settings.data().resolveSibling(name + ".ports");
        this.outputFile = settings.data().resolveSibling(name + ".out");
        if (System.getProperty("os.name").equals("Linux")) {
            reservePorts();
        }
        this.process = launch();
    }

    /**
     * While it does not run, nobody else may be given its ports. Linux gives none away that a socket is bound to, be it idle, and lets another socket bind and
     * listen there that asks for the port by its number.
     */
    private void reservePorts() throws IOException {
        Map<String, Integer> mine = new LinkedHashMap<>();
        for (String service : SERVICES) {
            Socket socket = new Socket();
            reserved.add(socket);
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            mine.put(service, socket.getLocalPort());
        }
        ports = mine;
    }

    /** Starts an engine and returns when it is ready. */
    public static EngineProcess start(Settings settings) {
        return start(settings, QuickStart.options());
    }

    /** As {@link #start(Settings)}, without what makes it quick. */
    static EngineProcess startSlowly(Settings settings) {
        return start(settings, List.of());
    }

    private static EngineProcess start(Settings settings, List<String> quick) {
        try {
            EngineProcess engine = new EngineProcess(settings, quick);
            engine.awaitReady();
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an engine on {@code data} and returns when it is ready. */
    public static EngineProcess start(Path data) {
        return start(Settings.of(data));
    }

    /** Runs the engine's program to its end. */
    public static Ended run(List<String> arguments) {
        try {
            List<String> command = new ArrayList<>(command());
            command.addAll(arguments);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * How a process ended.
     *
     * @param exitCode its exit code
     * @param output what it wrote, to both streams
     */
    public record Ended(int exitCode, String output) {}

    private Process launch() throws IOException {
        Files.deleteIfExists(portsFile);
        List<String> command = new ArrayList<>(java(quick, settings.javaOptions()));
        command.addAll(List.of(
                "serve",
                "--data",
                settings.data().toString(),
                "--hostname",
                settings.hostname(),
                "--ports-file",
                portsFile.toString()));
        for (String service : SERVICES) {
            command.add("--" + service);
            command.add("127.0.0.1:" + ports.getOrDefault(service, 0));
        }
        routes.forEach((domain, target) -> command.addAll(List.of("--route", domain + "=" + target)));
        command.addAll(options);
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(outputFile.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // As the launcher starts it (docs/decisions/0018).
        process.environment().put("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");
        process.environment().putAll(settings.environment());
        return process.start();
    }

    /** The words by which an engine's program is started, before its own. */
    public static List<String> command() {
        return List.copyOf(java(QuickStart.options(), List.of()));
    }

    private static List<String> java(List<String> quick, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx128m",
                "-Djdk.nio.maxCachedBufferSize=0"));
        command.addAll(
                List.of(System.getProperty("letterlock.engine.options", "").split(" ", -1)));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", classPath()));
        command.addAll(quick);
        command.addAll(options);
        command.add("org.letterlock.engine.EngineMain");
        return command;
    }

    /** What engines are started with unless their options say otherwise. */
    static String classPath() {
        return System.getProperty("letterlock.engine.classpath", System.getProperty("java.class.path"));
    }

    private void awaitReady() throws IOException {
        long begun = System.nanoTime();
        boolean ready = Waiting.until(START_PATIENCE, () -> !process.isAlive() || Files.exists(portsFile));
        if (!ready || !process.isAlive()) {
            process.destroyForcibly();
            throw new IllegalStateException("the engine did not start: " + output());
        }
        startTime = Duration.ofNanos(System.nanoTime() - begun);
        Map<String, Integer> found = new LinkedHashMap<>();
        for (String line : Files.readAllLines(portsFile)) {
            String service = line.substring(0, line.indexOf('='));
            found.put(service, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
        }
        ports = found;
    }

    /** Starts it again after {@link #stop} or {@link #kill9}, with the same data, on the same ports. */
    public void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("it is running");
        }
        try {
            process = launch();
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again and kills it after a while, ready or not. */
    public void killWhileStarting(Duration after) {
        if (process.isAlive()) {
            throw new IllegalStateException("it is running");
        }
        try {
            process = launch();
            process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill9();
        }
    }

    /** From the next start on, mail for {@code domain} is delivered to {@code target}. */
    public void route(String domain, InetSocketAddress target) {
        routes.put(domain, "127.0.0.1:" + target.getPort());
    }

    /** From the next start on, mail for {@code domain} is delivered to this host, whose addresses the DNS has. */
    public void route(String domain, String host, int port) {
        routes.put(domain, host + ":" + port);
    }

    /** From the next start on, the engine's command line has these options, too. */
    public void options(List<String> further) {
        options = List.copyOf(further);
    }

    /** Where a service listens. */
    public InetSocketAddress address(String service) {
        Integer port = ports.get(service);
        if (port == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public Path data() {
        return settings.data();
    }

    public Path socket() {
        return settings.data().resolve("control.sock");
    }

    /** The certificate that it shows, as a PEM file. */
    public Path certificate() {
        return settings.data().resolve("tls").resolve("chain.pem");
    }

    public ControlClient control() {
        return new ControlClient(socket());
    }

    public SmtpTestClient mx() {
        return SmtpTestClient.connect(address("mx"));
    }

    public SmtpTestClient submissions() {
        return SmtpTestClient.connectTls(address("submissions"));
    }

    public ImapTestClient imaps() {
        return ImapTestClient.connectTls(address("imaps"));
    }

    public Pop3TestClient pop3s() {
        return Pop3TestClient.connectTls(address("pop3s"));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** How long the last start took, from the fork to readiness. */
    public Duration startTime() {
        return startTime;
    }

    /** What it wrote to its console since the last start. */
    public String output() {
        try {
            return Files.exists(outputFile) ? Files.readString(outputFile) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its resident memory in kilobytes (Linux: VmRSS). */
    public long residentKilobytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            throw new IllegalStateException("no VmRSS");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: it ends at once, with no chance to tidy up. */
    public void kill9() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM: it ends in good order; its exit code. */
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    /** Waits for its end; its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the engine did not end within 30 s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void release(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it if it runs. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            reserved.forEach(EngineProcess::release);
        }
    }
}
