package org.letterlock.tests.kit.peer;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.letterlock.tests.kit.Waiting;

/**
 * An Exim of its own on loopback: takes mail for some addresses of one domain and hands other domains on as told, nowhere else. It offers STARTTLS and CHUNKING and
 * uses both where it finds them.
 *
 * <p>Debian's package cannot be installed beside Postfix, so {@code .ci/run} only unpacks it, into {@code /opt}.
 */
public final class EximPeer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/opt/exim4-peer/usr/sbin/exim4");
    private static final String USER = "Debian-exim";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final Process server;

    private EximPeer(Path folder, int port, Process server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /** Whether Exim can be started here. */
    public static boolean isPossible() throws IOException {
        return Program.isRoot()
                && Files.isExecutable(PROGRAM)
                && Program.of("id", USER).run().exitCode() == 0;
    }

    /**
     * Starts one.
     *
     * @param domain the domain it takes mail for
     * @param mailboxes the local parts that it has there
     * @param routes where other domains go: domain to port on loopback
     */
    public static EximPeer start(String domain, List<String> mailboxes, Map<String, Integer> routes)
            throws IOException {
        Path folder = Files.createTempDirectory("exim-peer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Certificate.make(folder);
        for (String name : List.of("spool", "log", "mail")) {
            Files.createDirectory(folder.resolve(name));
        }
        for (String name : List.of("spool", "log", "mail", "key.pem")) {
            Program.of("chown", USER, folder.resolve(name).toString()).run().expectSuccess();
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path settings = folder.resolve("exim.conf");
        Files.writeString(settings, configuration(folder, port, domain, mailboxes, routes));
        // With a configuration of ours it would give up root for its children only, and then be short of it; so it has
        // none from the start.
        Process server = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        PROGRAM.toString(),
                        "-C",
                        settings.toString(),
                        "-bdf",
                        "-q1s")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        EximPeer peer = new EximPeer(folder, port, server);
        if (!Waiting.until(PATIENCE, () -> !server.isAlive() || peer.listens()) || !server.isAlive()) {
            String output = Files.readString(folder.resolve("output"));
            peer.close();
            throw new IllegalStateException("Exim did not start: " + output);
        }
        return peer;
    }

    private static String configuration(
            Path folder, int port, String domain, List<String> mailboxes, Map<String, Integer> routes) {
        List<String> list = new ArrayList<>();
        routes.forEach((name, to) -> list.add(name + " 127.0.0.1::" + to));
        return """
                exim_path = %1$s
                primary_hostname = peer.%4$s
                spool_directory = %2$s/spool
                log_file_path = %2$s/log/%%slog
                pid_file_path = %2$s/spool/exim.pid
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = %3$d
                deliver_drop_privilege
                keep_environment =
                host_lookup =
                rfc1413_hosts =
                smtp_accept_queue_per_connection = 0
                message_size_limit = 110M
                tls_advertise_hosts = *
                tls_certificate = %2$s/cert.pem
                tls_privatekey = %2$s/key.pem
                acl_smtp_rcpt = recipient

                begin acl
                recipient:
                  require verify = recipient
                  accept

                begin routers
                here:
                  driver = accept
                  domains = %4$s
                  local_parts = %5$s
                  transport = mailbox
                elsewhere:
                  driver = manualroute
                  domains = ! %4$s
                  route_list = %6$s
                  self = send
                  transport = smtp

                begin transports
                mailbox:
                  driver = appendfile
                  directory = %2$s/mail
                  maildir_format
                  delivery_date_add
                  envelope_to_add
                  return_path_add
                  user = %7$s
                smtp:
                  driver = smtp

                begin retry
                * * F,1h,1s
                """.formatted(
                        PROGRAM, folder, port, domain, String.join(" : ", mailboxes), String.join(" ; ", list), USER);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it speaks SMTP. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The letters it delivered to its own folder, whole, with bare line feeds. */
    public List<String> received() throws IOException {
        Path fresh = folder.resolve("mail/new");
        List<String> letters = new ArrayList<>();
        if (Files.isDirectory(fresh)) {
            try (var files = Files.list(fresh)) {
                for (Path file : files.sorted().toList()) {
                    letters.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return letters;
    }

    /** Its log of what came and went. */
    public String log() throws IOException {
        Path log = folder.resolve("log/mainlog");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
        Program.of("rm", "-rf", folder.toString()).run();
    }
}
