package org.letterlock.tests.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes many starts of an engine cheap: the JVM keeps the classes of one that does a little of everything in a cache, and takes them from there for all others
 * (JEP 483, JEP 514). The system property {@code letterlock.engine.caches} names the folder; the first process that needs the cache makes it, once for these
 * jars. The JVM takes only classes that come from jars, so where the engine's lie in folders, or whatever else there is in the way, engines start as always.
 */
final class QuickStart {

    private static final List<String> OPTIONS = find();

    private QuickStart() {}

    /** Options of the JVM for every engine, with a class path of their own; empty where there is no cache. */
    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> find() {
        String folder = System.getProperty("letterlock.engine.caches", "");
        if (folder.isEmpty()) {
            return List.of();
        }
        List<Path> jars = Stream.of(EngineProcess.classPath().split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .toList();
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Path cache = Path.of(folder).toAbsolutePath().resolve("engine-" + fingerprint(jars) + ".aot");
        try {
            makeUnlessThere(cache, classPath);
            // Where an engine's other options forbid the cache, the JVM does without, and says nothing.
            return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off", "-cp", classPath);
        } catch (IOException | RuntimeException e) {
            System.err.println("Engines start without a cache of their classes: " + e);
            return List.of();
        }
    }

    private static void makeUnlessThere(Path cache, String classPath) throws IOException {
        Files.createDirectories(cache.getParent());
        try (FileChannel lock = FileChannel.open(
                        cache.resolveSibling("engine.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (Files.exists(cache)) {
                return;
            }
            try (TempFolder work = new TempFolder()) {
                Path made = work.path().resolve("engine.aot");
                rehearse(work.path().resolve("data"), List.of("-XX:AOTCacheOutput=" + made, "-cp", classPath));
                // Of other jars, which are gone.
                try (Stream<Path> others = Files.list(cache.getParent())) {
                    for (Path other : others.filter(file -> file.toString().endsWith(".aot"))
                            .toList()) {
                        Files.delete(other);
                    }
                }
                Path whole = cache.resolveSibling("engine.new");
                Files.copy(made, whole, StandardCopyOption.REPLACE_EXISTING);
                Files.move(whole, cache, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** What most tests have their engines do. */
    private static void rehearse(Path data, List<String> options) {
        EngineProcess.Settings settings = EngineProcess.Settings.of(data);
        try (EngineProcess engine = EngineProcess.startSlowly(new EngineProcess.Settings(
                data, settings.hostname(), settings.routes(), options, settings.environment()))) {
            String anna = "anna@example.test";
            String password;
            try (ControlClient control = engine.control()) {
                control.addDomain("example.test");
                password = control.addAccount(anna).password();
            }
            byte[] letter = "From: anna@example.test\r\nSubject: A rehearsal\r\n\r\nSee you.\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
            try (SmtpTestClient mx = engine.mx().ehlo().startTls().ehlo()) {
                mx.deliver("ben@far.example.org", List.of(anna), letter);
            }
            try (SmtpTestClient submission = engine.submissions().ehlo()) {
                submission.authPlain(anna, password);
                submission.deliver(anna, List.of(anna), letter);
            }
            try (ImapTestClient imap = engine.imaps().login(anna, password)) {
                imap.select("INBOX");
                imap.append("INBOX", "", letter);
                imap.fetch("1:*", "");
                imap.search("TEXT rehearsal");
                imap.command("UID STORE 1:* +FLAGS (\\Seen)");
                imap.logout();
            }
            try (ControlClient control = engine.control()) {
                control.status();
                control.queue();
                control.log();
                control.lock(anna);
            }
        }
    }

    private static String fingerprint(List<Path> jars) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path jar : jars) {
                String line = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar) + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
