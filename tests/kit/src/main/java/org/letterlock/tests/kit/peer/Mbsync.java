package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.letterlock.tests.kit.EngineProcess;

/** mbsync (isync): keeps a tree of Maildir folders and an account alike, in both directions. Its state is in the folders. */
public final class Mbsync {

    private static final String UNCOMPRESSED = "DisableExtension COMPRESS=DEFLATE";

    private final Path folder;
    private final Path configuration;

    /**
     * One that keeps the account of {@code user} and the folders below {@code folder} alike.
     *
     * @param folder an empty folder, made if it is missing
     */
    public Mbsync(Path folder, EngineProcess engine, String user, String password) {
        this(folder, engine.address("imaps").getPort(), engine.certificate(), user, password);
    }

    /**
     * As the other, for any server of this machine whose certificate is for {@code localhost}.
     *
     * @param port where it speaks IMAP over TLS
     * @param certificate what it shows, PEM
     */
    public Mbsync(Path folder, int port, Path certificate, String user, String password) {
        this.folder = folder;
        this.configuration = folder.resolve("mbsyncrc");
        try {
            Files.createDirectories(folder.resolve("mail"));
            Files.writeString(configuration, """
                    IMAPAccount engine
                    Host localhost
                    Port %1$d
                    User "%2$s"
                    Pass "%3$s"
                    SSLType IMAPS
                    SSLVersions TLSv1.3
                    CertificateFile "%4$s"
                    Timeout 60

                    IMAPStore far
                    Account engine

                    MaildirStore near
                    Path %5$s/mail/
                    Inbox %5$s/mail/INBOX
                    SubFolders Verbatim

                    Channel all
                    Far :far:
                    Near :near:
                    Patterns *
                    Create Both
                    Remove Both
                    Expunge Both
                    Sync All
                    SyncState *
                    """.formatted(port, user, password, certificate, folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it does not ask for COMPRESS, which it does wherever a server offers it. */
    public Mbsync uncompressed() {
        try {
            String plain = Files.readString(configuration).replace("Timeout 60", "Timeout 60\n" + UNCOMPRESSED);
            Files.writeString(configuration, plain);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is installed. */
    public static boolean isPossible() {
        return Program.isInstalled("mbsync");
    }

    /** Makes both sides alike. */
    public Program.Result run() {
        try {
            return Program.of("mbsync", "-c", configuration.toString(), "all")
                    .within(Duration.ofMinutes(10))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to make both sides alike. */
    public Process begin() {
        try {
            return new ProcessBuilder("mbsync", "-c", configuration.toString(), "all")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder of its side; sub-folders with {@code /}. */
    public Maildir box(String mailbox) {
        return new Maildir(folder.resolve("mail").resolve(mailbox));
    }

    /** Makes a folder on its side. */
    public Maildir make(String mailbox) {
        try {
            for (String part : new String[] {"cur", "new", "tmp"}) {
                Files.createDirectories(folder.resolve("mail").resolve(mailbox).resolve(part));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return box(mailbox);
    }
}
