package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import org.letterlock.tests.kit.EngineProcess;

/** OfflineIMAP: keeps a tree of Maildir folders and an account alike, in both directions, over two connections at once. What it knows of both lies beside the tree. */
public final class OfflineImap {

    private final Path folder;
    private final Path configuration;

    /**
     * One that keeps the account of {@code user} and the folders below {@code folder} alike.
     *
     * @param folder an empty folder, made if it is missing
     */
    public OfflineImap(Path folder, EngineProcess engine, String user, String password) {
        this.folder = folder;
        this.configuration = folder.resolve("offlineimaprc");
        try {
            Files.createDirectories(folder.resolve("mail"));
            Files.writeString(configuration, """
                    [general]
                    metadata = %1$s/state
                    accounts = engine
                    socktimeout = 60

                    [Account engine]
                    localrepository = near
                    remoterepository = far

                    [Repository near]
                    type = Maildir
                    localfolders = %1$s/mail
                    sep = /

                    [Repository far]
                    type = IMAP
                    remotehost = localhost
                    remoteport = %2$d
                    remoteuser = %3$s
                    remotepass = %4$s
                    ssl = yes
                    cert_fingerprint = %5$s
                    maxconnections = 2
                    usecompression = yes
                    """.formatted(
                    folder, engine.address("imaps").getPort(), user, password, fingerprint(engine.certificate())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By which it knows a certificate that names another host, as it does those of authorities. */
    private static String fingerprint(Path certificate) throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            byte[] encoded = CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is installed. */
    public static boolean isPossible() {
        return Program.isInstalled("offlineimap");
    }

    /** Makes both sides alike. */
    public Program.Result run() {
        try {
            return Program.of(command()).within(Duration.ofMinutes(5)).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to make both sides alike. */
    public Process begin() {
        try {
            return new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] command() {
        return new String[] {"offlineimap", "-o", "-u", "basic", "-c", configuration.toString()};
    }

    /** A folder of its side; sub-folders with {@code /}. */
    public Maildir box(String mailbox) {
        return new Maildir(folder.resolve("mail").resolve(mailbox));
    }
}
