package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.letterlock.tests.kit.EngineProcess;

/** fetchmail fetches over POP3 into files, a letter each, and remembers what it has by UIDL. */
public final class Fetchmail {

    private final Path folder;

    /** What it does with what it fetched. */
    public enum Fetched {
        KEEP,
        DELETE
    }

    /**
     * One for the account of {@code user}.
     *
     * @param folder an empty folder, made if it is missing
     * @param service {@code pop3s}, or {@code pop3} for STLS
     */
    public Fetchmail(Path folder, EngineProcess engine, String service, String user, String password, Fetched fetched) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("mail"));
            Path configuration = folder.resolve("fetchmailrc");
            Files.writeString(configuration, """
                    set no bouncemail
                    set idfile "%1$s/ids"
                    poll mail.example.test via "127.0.0.1" protocol pop3 port %2$d uidl
                      user "%3$s" password "%4$s" %5$s
                      sslcertck sslcertfile "%6$s" sslcommonname "mail.example.test"
                      mda "cat > `mktemp %1$s/mail/XXXXXXXX`" %7$s
                    """.formatted(
                            folder,
                            engine.address(service).getPort(),
                            user,
                            password,
                            service.equals("pop3s") ? "ssl" : "",
                            engine.certificate(),
                            fetched == Fetched.KEEP ? "keep" : "nokeep"));
            Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is installed. */
    public static boolean isPossible() {
        return Program.isInstalled("fetchmail");
    }

    /** Fetches what is new; the exit code is 1 where there was nothing. */
    public Program.Result run() {
        try {
            return Program.of(
                            "fetchmail",
                            "--nodetach",
                            "--nosyslog",
                            "-v",
                            "--pidfile",
                            folder.resolve("pid").toString(),
                            "-f",
                            folder.resolve("fetchmailrc").toString())
                    .with("HOME", folder.toString())
                    .with("LC_ALL", "C")
                    .within(Duration.ofMinutes(1))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The octets of what it fetched. */
    public List<byte[]> mail() {
        return files(folder.resolve("mail"));
    }

    /** The contents of all files in a folder. */
    static List<byte[]> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<byte[]> contents = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                contents.add(Files.readAllBytes(file));
            }
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
