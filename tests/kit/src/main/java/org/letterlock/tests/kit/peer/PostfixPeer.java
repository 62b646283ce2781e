package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Postfix of its own: takes mail for one domain and hands other domains on as told, nowhere else. */
public final class PostfixPeer implements AutoCloseable {

    private final Path folder;
    private final int port;

    /**
     * How it behaves.
     *
     * @param domain the domain it takes mail for
     * @param delivery where that goes, in Postfix's words: {@code maildir:} for a folder of the peer, or {@code lmtp:unix:/path}
     * @param routes where other domains go: domain to port on loopback
     * @param mailboxes the only addresses that it has in its domain; empty for any
     * @param tls whether it offers STARTTLS, with a certificate of its own
     * @param address where it listens: on loopback, or in an {@link OwnNetwork}
     * @param checks what looks at who sends and at the letters; null for nothing
     */
    public record Settings(
            String domain,
            String delivery,
            Map<String, Integer> routes,
            List<String> mailboxes,
            boolean tls,
            String address,
            @Nullable MailChecks checks) {

        /** One on loopback without checks. */
        public Settings(
                String domain, String delivery, Map<String, Integer> routes, List<String> mailboxes, boolean tls) {
            this(domain, delivery, routes, mailboxes, tls, "127.0.0.1", null);
        }
    }

    private PostfixPeer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Whether Postfix can be started here. */
    public static boolean isPossible() {
        return Program.isRoot() && Program.isInstalled("postfix");
    }

    /** Starts one that has any address in {@code domain} and offers no TLS; the rest as in {@link Settings}. */
    public static PostfixPeer start(String domain, String delivery, Map<String, Integer> routes) throws IOException {
        return start(new Settings(domain, delivery, routes, List.of(), false));
    }

    /** Starts one. */
    public static PostfixPeer start(Settings settings) throws IOException {
        Path folder = Files.createTempDirectory("postfix-peer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("etc", "queue", "data", "mail")) {
            Files.createDirectory(folder.resolve(name));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        MailChecks checks = settings.checks();
        Files.writeString(
                folder.resolve("etc/main.cf"),
                mainConfiguration(folder, settings) + (checks == null ? UNCHECKED : checks.settings()));
        Files.writeString(
                folder.resolve("etc/master.cf"),
                settings.address() + ":" + port + " inet n - n - 100 smtpd\n" + SERVICES
                        + (checks == null ? "" : checks.service()));
        if (settings.tls()) {
            Certificate.make(folder);
        }
        Program.of("chown", "postfix", folder.resolve("data").toString()).run().expectSuccess();
        Program.of("chown", "mail:mail", folder.resolve("mail").toString())
                .run()
                .expectSuccess();
        PostfixPeer peer = new PostfixPeer(folder, port);
        peer.startAgain();
        return peer;
    }

    private static String mainConfiguration(Path folder, Settings settings) {
        boolean toMaildir = settings.delivery().equals("maildir:");
        List<String> map = new ArrayList<>();
        settings.routes().forEach((name, to) -> map.add(name + "=smtp:[127.0.0.1]:" + to));
        List<String> mailboxes = settings.mailboxes().stream()
                .map(address -> "{ " + address + " = inbox/ }")
                .toList();
        return """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                data_directory = %1$s/data
                mail_owner = postfix
                myhostname = peer.%2$s
                mydestination =
                inet_interfaces = %7$s
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                virtual_mailbox_domains = %2$s
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = %5$s
                virtual_uid_maps = static:8
                virtual_gid_maps = static:8
                virtual_minimum_uid = 8
                virtual_transport = %3$s
                transport_maps = inline:{ %4$s }
                default_transport = error:nowhere else
                maillog_file = %1$s/mail.log
                maillog_file_prefixes = /tmp, %1$s
                alias_maps =
                alias_database =
                biff = no
                smtpd_tls_security_level = %6$s
                smtpd_tls_cert_file = %1$s/cert.pem
                smtpd_tls_key_file = %1$s/key.pem
                smtpd_tls_received_header = yes
                smtp_tls_security_level = may
                message_size_limit = 110000000
                virtual_mailbox_limit = 0
                minimal_backoff_time = 1s
                maximal_backoff_time = 2s
                queue_run_delay = 1s
                default_destination_recipient_limit = 1000
                smtputf8_enable = yes
                """.formatted(
                        folder,
                        settings.domain(),
                        toMaildir ? "virtual" : settings.delivery(),
                        map.isEmpty() ? "nothing.invalid=error:nowhere" : String.join(", ", map),
                        mailboxes.isEmpty() ? "static:inbox/" : "inline:{ " + String.join(", ", mailboxes) + " }",
                        settings.tls() ? "may" : "none",
                        settings.address().startsWith("127.") ? "loopback-only" : "all");
    }

    private static final String UNCHECKED = "smtpd_recipient_restrictions = permit_mynetworks, reject\n";

    private static final String SERVICES = """
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            showq unix n - n - - showq
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            virtual unix - n n - - virtual
            lmtp unix - - n - - lmtp
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            tlsmgr unix - - n 1000? 1 tlsmgr
            postlog unix-dgram n - n - 1 postlogd
            """;

    private Program.Result postfix(String verb) throws IOException {
        return Program.of("/usr/sbin/postfix", "-c", configuration(), verb).run();
    }

    private String configuration() {
        return folder.resolve("etc").toString();
    }

    /** Stops it; what it holds stays. */
    public void stop() throws IOException {
        postfix("stop").expectSuccess();
    }

    /** Starts it after {@link #stop}, on the same port. */
    public void startAgain() throws IOException {
        postfix("start").expectSuccess();
    }

    /** Makes it try everything in its queue now. */
    public void flush() throws IOException {
        Program.of("postqueue", "-c", configuration(), "-f").run().expectSuccess();
    }

    /** How many letters wait in its queue or are on their way. */
    public int waiting() throws IOException {
        int count = 0;
        for (String name : List.of("maildrop", "incoming", "active", "deferred")) {
            Path part = folder.resolve("queue").resolve(name);
            if (Files.isDirectory(part)) {
                count += files(part);
            }
        }
        return count;
    }

    private static int files(Path part) throws IOException {
        try (var found = Files.walk(part)) {
            return Math.toIntExact(found.filter(Files::isRegularFile).count());
        } catch (UncheckedIOException e) {
            // A file moved on while we looked, so there is one.
            return 1;
        }
    }

    /** The port where it speaks SMTP. */
    public int port() {
        return port;
    }

    /** The letters it delivered to its own folder, whole. */
    public List<String> received() throws IOException {
        Path fresh = folder.resolve("mail/inbox/new");
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

    /** Its log, for a failing test's message. */
    public String log() throws IOException {
        Path log = folder.resolve("mail.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() throws IOException {
        postfix("stop");
        Program.of("rm", "-rf", folder.toString()).run();
    }
}
