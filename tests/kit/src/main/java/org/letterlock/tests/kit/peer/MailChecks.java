package org.letterlock.tests.kit.peer;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.tests.kit.Waiting;

/** What a Postfix has checked by others, as Debian packages them: SPF by policyd-spf, DKIM by OpenDKIM, DMARC by OpenDMARC. They ask the resolver of an {@link OwnNetwork}. */
public final class MailChecks implements AutoCloseable {

    /** Each has a name of its own, because each takes out what is said under its name already. */
    private static final String SPF = "spf.example.org";

    private static final String DKIM = "dkim.example.org";
    private static final String DMARC = "dmarc.example.org";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final int openDkim;
    private final int openDmarc;

    private MailChecks(Path folder) throws IOException {
        this.folder = folder;
        this.openDkim = freePort();
        this.openDmarc = freePort();
    }

    /** Whether they are here. */
    public static boolean arePossible() {
        return Program.isRoot()
                && Program.isInstalled("opendkim")
                && Program.isInstalled("opendmarc")
                && Program.isInstalled("policyd-spf");
    }

    /** Starts them. */
    public static MailChecks start() throws IOException {
        Path folder = Files.createTempDirectory("mail-checks");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        MailChecks checks = new MailChecks(folder);
        // Whoever is named there is not checked; by themselves both leave out loopback only.
        Path nobody = Files.writeString(folder.resolve("nobody"), "192.0.2.255\n");
        Path dkim = Files.writeString(folder.resolve("opendkim.conf"), """
                Mode v
                Syslog no
                Socket inet:%d@127.0.0.1
                AuthservID %s
                AlwaysAddARHeader yes
                InternalHosts %s
                Nameservers %s
                PidFile %s/opendkim.pid
                """.formatted(
                        checks.openDkim, DKIM, nobody, OwnNetwork.RESOLVER, folder));
        Path dmarc = Files.writeString(
                folder.resolve("opendmarc.conf"), """
                Socket inet:%d@127.0.0.1
                Syslog false
                AuthservID %s
                TrustedAuthservIDs %s,%s
                IgnoreHosts %s
                RejectFailures true
                PidFile %s/opendmarc.pid
                """.formatted(checks.openDmarc, DMARC, SPF, DKIM, nobody, folder));
        Files.writeString(folder.resolve("policyd-spf.conf"), """
                debugLevel = 0
                Header_Type = AR
                Authserv_Id = %s
                """.formatted(SPF));
        checks.begin("opendkim", "-f", "-x", dkim.toString());
        checks.begin("opendmarc", "-f", "-c", dmarc.toString());
        if (!Waiting.until(PATIENCE, () -> answers(checks.openDkim) && answers(checks.openDmarc))) {
            String log = checks.log();
            checks.close();
            throw new IllegalStateException("the checks did not start: " + log);
        }
        return checks;
    }

    private void begin(String... command) throws IOException {
        running.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The lines of {@code main.cf} that have a Postfix ask them. */
    String settings() {
        return """
                smtpd_milters = inet:127.0.0.1:%d, inet:127.0.0.1:%d
                milter_default_action = tempfail
                smtpd_recipient_restrictions = check_policy_service unix:private/policyd-spf, permit_auth_destination, reject
                policyd-spf_time_limit = 3600
                """.formatted(openDkim, openDmarc);
    }

    /** The line of {@code master.cf} that they need. */
    String service() {
        return "policyd-spf unix - n n - 0 spawn user=nobody argv=/usr/bin/policyd-spf %s/policyd-spf.conf\n"
                .formatted(folder);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        running.forEach(Process::destroy);
        for (Process each : running) {
            each.onExit().join();
        }
        Program.of("rm", "-rf", folder.toString()).run();
    }
}
