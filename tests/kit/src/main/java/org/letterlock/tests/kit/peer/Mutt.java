package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.letterlock.tests.kit.EngineProcess;

/** Mutt with a header cache and SCRAM-SHA-256 for both protocols, told which keys to press. */
public final class Mutt {

    private final Path folder;

    /**
     * One for the account of {@code user}.
     *
     * @param folder an empty folder, made if it is missing
     */
    public Mutt(Path folder, EngineProcess engine, String user, String password) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("cache"));
            Files.writeString(folder.resolve("muttrc"), """
                    set from = "%1$s" use_from = yes use_envelope_from = yes realname = "Mutt"
                    set imap_user = "%1$s" imap_pass = "%2$s" smtp_pass = "%2$s"
                    set folder = "imaps://127.0.0.1:%3$d/" spoolfile = "+INBOX" record = "+Sent"
                    set smtp_url = "smtps://%1$s@127.0.0.1:%4$d/"
                    set imap_authenticators = "scram-sha-256" smtp_authenticators = "scram-sha-256"
                    set certificate_file = "%5$s" ssl_verify_host = no
                    set header_cache = "%6$s/cache"
                    set charset = utf-8 send_charset = "us-ascii:utf-8"
                    set sort = date quit = yes delete = yes move = no copy = yes
                    set confirmappend = no confirmcreate = no wait_key = no collapse_unread = yes
                    """.formatted(
                            user,
                            password,
                            engine.address("imaps").getPort(),
                            engine.address("submissions").getPort(),
                            engine.certificate(),
                            folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is installed, with what gives it a terminal. */
    public static boolean isPossible() {
        return Program.isInstalled("mutt") && Program.isInstalled("script");
    }

    /**
     * Opens INBOX and presses keys.
     *
     * @param keys in Mutt's words, such as {@code <next-entry>}; no quotes
     * @return what both sides said over IMAP and SMTP, as Mutt wrote it down
     */
    public String press(String keys) {
        // The keys go through a file: neither the shell's quotes nor Mutt's command line touch them.
        try {
            Path trace = folder.resolve(".muttdebug0");
            Files.deleteIfExists(trace);
            Path commands = folder.resolve("keys");
            Files.writeString(
                    commands,
                    "source \"" + folder.resolve("muttrc") + "\"\npush \"" + keys + "\"\n",
                    StandardCharsets.UTF_8);
            Program.of("script", "-qec", "mutt -n -d 2 -F " + commands, "/dev/null")
                    .with("TERM", "xterm")
                    .with("HOME", folder.toString())
                    .with("LANG", "C.UTF-8")
                    .with("LC_ALL", "C.UTF-8")
                    .within(Duration.ofSeconds(40))
                    .run()
                    .expectSuccess();
            return Files.readString(trace, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens INBOX and leaves it open, waiting by IDLE. */
    public Session open() {
        try {
            Path trace = folder.resolve(".muttdebug0");
            Files.deleteIfExists(trace);
            Path commands = folder.resolve("idling");
            Files.writeString(
                    commands,
                    "source \"" + folder.resolve("muttrc") + "\"\nset imap_idle = yes timeout = 1 mail_check = 1\n",
                    StandardCharsets.UTF_8);
            ProcessBuilder builder = new ProcessBuilder("script", "-qec", "mutt -n -d 2 -F " + commands, "/dev/null")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment()
                    .putAll(Map.of("TERM", "xterm", "HOME", folder.toString(), "LANG", "C.UTF-8", "LC_ALL", "C.UTF-8"));
            return new Session(builder.start(), trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An open Mutt. */
    public static final class Session implements AutoCloseable {

        private final Process process;
        private final Path trace;

        private Session(Process process, Path trace) {
            this.process = process;
            this.trace = trace;
        }

        /** What both sides said so far. */
        public String said() {
            try {
                return Files.exists(trace) ? Files.readString(trace, StandardCharsets.ISO_8859_1) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Presses keys, as a keyboard sends them. */
        public void type(String keys) {
            try {
                process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether it ended by itself within {@code patience}. */
        public boolean ends(Duration patience) throws InterruptedException {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Sends a letter by submission and keeps a copy in Sent. */
    public Program.Result send(String to, String subject, String body, Path attachment) {
        try {
            return Program.of(
                            "mutt",
                            "-n",
                            "-F",
                            folder.resolve("muttrc").toString(),
                            "-s",
                            subject,
                            "-a",
                            attachment.toString(),
                            "--",
                            to)
                    .with("HOME", folder.toString())
                    .with("LC_ALL", "C.UTF-8")
                    .reading(body)
                    .within(Duration.ofSeconds(40))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
