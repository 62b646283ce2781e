package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A Dovecot of its own on loopback: IMAP over TLS with COMPRESS, LMTP on a Unix socket, fsync on, one password for everybody. */
public final class DovecotPeer implements AutoCloseable {

    /** The password of every user. */
    public static final String PASSWORD = "secret";

    private final Path folder;
    private final int port;

    private DovecotPeer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Whether Dovecot can be started here. */
    public static boolean isPossible() {
        return Program.isRoot() && Program.isInstalled("dovecot");
    }

    /**
     * Starts one.
     *
     * @param format its mailbox format: {@code maildir} or {@code sdbox}
     */
    public static DovecotPeer start(String format) throws IOException {
        Path folder = Files.createTempDirectory("dovecot-peer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve("mail"));
        Files.createDirectory(folder.resolve("run"));
        Program.of("chown", "mail:mail", folder.resolve("mail").toString())
                .run()
                .expectSuccess();
        Certificate.make(folder);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path configuration = folder.resolve("dovecot.conf");
        Files.writeString(configuration, """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = %1$s/log
                protocols = imap lmtp
                protocol imap {
                  mail_plugins = imap_zlib
                }
                listen = 127.0.0.1
                ssl = required
                ssl_cert = <%1$s/cert.pem
                ssl_key = <%1$s/key.pem
                mail_location = %2$s:%1$s/mail/%%u
                mail_fsync = always
                mail_uid = mail
                mail_gid = mail
                first_valid_uid = 8
                first_valid_gid = 8
                mail_max_userip_connections = 1000
                passdb {
                  driver = static
                  args = password=secret
                }
                userdb {
                  driver = static
                  args = uid=mail gid=mail home=%1$s/mail/%%u
                }
                service imap-login {
                  inet_listener imap {
                    port = 0
                  }
                  inet_listener imaps {
                    port = %3$d
                    ssl = yes
                  }
                }
                service lmtp {
                  unix_listener %1$s/lmtp.sock {
                    mode = 0666
                  }
                }
                """.formatted(folder, format, port));
        Program.of("/usr/sbin/dovecot", "-c", configuration.toString()).run().expectSuccess();
        DovecotPeer peer = new DovecotPeer(folder, port);
        peer.awaitListening();
        return peer;
    }

    private void awaitListening() throws IOException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The port on loopback where it speaks IMAP over TLS. */
    public int imapsPort() {
        return port;
    }

    /** The certificate that it shows, PEM. */
    public Path certificate() {
        return folder.resolve("cert.pem");
    }

    /** Puts a letter that was read into somebody's INBOX, past every protocol; before the first login. Only for the format {@code maildir}. */
    public void put(String user, int number, byte[] letter) throws IOException {
        Path mail = folder.resolve("mail");
        Path box = mail.resolve(user);
        Object owner = Files.getAttribute(mail, "unix:uid");
        if (!Files.exists(box)) {
            for (Path each : List.of(box, box.resolve("cur"), box.resolve("new"), box.resolve("tmp"))) {
                Files.createDirectory(each);
                Files.setAttribute(each, "unix:uid", owner);
            }
        }
        Path file = box.resolve("cur").resolve(number + ".M0P0.localhost:2,S");
        Files.write(file, letter);
        Files.setAttribute(file, "unix:uid", owner);
    }

    /** What Postfix has to be told to deliver here. */
    public String lmtpTransport() {
        return "lmtp:unix:" + folder.resolve("lmtp.sock");
    }

    /** The process id of its master. */
    public long pid() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("run/master.pid")).strip());
    }

    @Override
    public void close() throws IOException {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroy);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (Files.exists(folder.resolve("run/master.pid")) && Instant.now().isBefore(deadline)) {
            pause();
        }
        Program.of("rm", "-rf", folder.toString()).run();
    }
}
