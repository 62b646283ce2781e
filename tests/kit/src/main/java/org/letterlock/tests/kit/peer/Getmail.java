package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.letterlock.tests.kit.EngineProcess;

/** getmail fetches over POP3 into files, a letter each, and remembers what it has by UIDL. */
public final class Getmail {

    private final Path folder;

    /**
     * One for the account of {@code user}.
     *
     * @param folder an empty folder, made if it is missing
     * @param delete whether it deletes what it fetched
     */
    public Getmail(Path folder, EngineProcess engine, String user, String password, boolean delete) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("mail"));
            // getmail sees the end of a program only if it comes after its own next steps.
            Files.writeString(folder.resolve("getmailrc"), """
                    [retriever]
                    type = SimplePOP3SSLRetriever
                    server = localhost
                    port = %d
                    username = %s
                    password = %s
                    ca_certs = %s
                    ssl_cert_hostname = mail.example.test
                    [destination]
                    type = MDA_external
                    path = /bin/sh
                    arguments = ("-c", "sleep 0.3; cat > `mktemp %s/XXXXXXXX`")
                    allow_root_commands = true
                    [options]
                    read_all = false
                    delete = %s
                    delivered_to = false
                    received = false
                    """.formatted(
                            engine.address("pop3s").getPort(),
                            user,
                            password,
                            engine.certificate(),
                            folder.resolve("mail"),
                            delete));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is installed. */
    public static boolean isPossible() {
        return Program.isInstalled("getmail");
    }

    /** Fetches what is new. */
    public Program.Result run() {
        try {
            return Program.of("getmail", "--getmaildir", folder.toString(), "--rcfile", "getmailrc")
                    .with("HOME", folder.toString())
                    .within(Duration.ofMinutes(2))
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The octets of what it fetched. */
    public List<byte[]> mail() {
        return Fetchmail.files(folder.resolve("mail"));
    }
}
