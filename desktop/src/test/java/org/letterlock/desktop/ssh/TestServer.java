package org.letterlock.desktop.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.ServerAddress;

/** An SSH server on loopback with one user, anna, whose commands a shell of this computer runs with a home of her own. */
public final class TestServer implements AutoCloseable {

    /** Of anna. */
    public static final String PASSWORD = "right";

    private final Path home;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final AtomicReference<String> lastUser = new AtomicReference<>("");
    private volatile String answer = "";
    private volatile String path;
    private volatile long cutAfter = Long.MAX_VALUE;

    public TestServer(Path home) {
        this.home = home;
        this.path = home.resolve("bin") + ":" + System.getenv("PATH");
        program("id", "[ \"$1\" = -u ] && echo 0");
        server.setHost("127.0.0.1");
        // More than a connection takes by itself, so that who sends much waits for the connection.
        CoreModuleProperties.WINDOW_SIZE.set(server, 64L << 20);
        newHostKey();
        server.setPasswordAuthenticator((user, password, session) -> {
            lastUser.set(user);
            return user.equals("anna") && password.equals(PASSWORD);
        });
        server.setPublickeyAuthenticator((user, key, session) -> {
            Path file = home.resolve(".ssh/authorized_keys");
            return user.equals("anna")
                    && Files.exists(file)
                    && new AuthorizedKeysAuthenticator(file).authenticate(user, key, session);
        });
        server.setCommandFactory((channel, line) -> new Shell(line));
        start();
    }

    private void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program of the server that takes the place of this computer's; by default there is an {@code id} by which anna is root. */
    public void program(String name, String script) {
        try {
            Path file = Files.createDirectories(home.resolve("bin")).resolve(name);
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its shell looks for programs from now on. */
    public void path(String folders) {
        path = folders;
    }

    /** As if it was installed anew. */
    public void newHostKey() {
        try {
            KeyPair pair = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
            server.setKeyPairProvider(KeyPairProvider.wrap(pair));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on it takes keys alone. */
    public void takesNoPasswords() {
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    }

    /** From now on commands are answered with this, and not run; {@code cut}: with the end of the connection. */
    public void answer(String text) {
        answer = text;
    }

    /** From now on the connection ends when a command was sent more than so many octets. */
    public void cutAfter(long octets) {
        cutAfter = octets;
    }

    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", server.getPort());
    }

    /** The last user who showed a password; empty where nobody did. */
    public String lastUser() {
        return lastUser.get();
    }

    private final class Shell implements Command {

        private final String line;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream err = OutputStream.nullOutputStream();
        private ExitCallback end = (code, message, close) -> {};
        private @Nullable Process process;

        Shell(String line) {
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            end = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            if (answer.equals("cut")) {
                channel.getSession().close(true);
                return;
            }
            if (!answer.isEmpty()) {
                Thread.ofVirtual().start(() -> say(answer));
                return;
            }
            ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", line);
            shell.environment().put("HOME", home.toString());
            shell.environment().put("PATH", path);
            Process started = shell.start();
            process = started;
            Thread.ofVirtual().start(() -> feed(started.getOutputStream(), channel));
            Thread errors = Thread.ofVirtual().start(() -> copy(started.getErrorStream(), err));
            Thread.ofVirtual().start(() -> {
                copy(started.getInputStream(), out);
                try {
                    errors.join();
                    end.onExit(started.waitFor());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        private void say(String text) {
            try {
                out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.flush();
                end.onExit(0);
            } catch (IOException e) {
                end.onExit(1);
            }
        }

        private void feed(OutputStream to, ChannelSession channel) {
            byte[] octets = new byte[32 * 1024];
            long all = 0;
            try (to) {
                for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                    all += count;
                    if (all > cutAfter) {
                        channel.getSession().close(true);
                        return;
                    }
                    to.write(octets, 0, count);
                    to.flush();
                }
            } catch (IOException e) {
                return;
            }
        }

        private static void copy(InputStream from, OutputStream to) {
            byte[] octets = new byte[32 * 1024];
            try (to) {
                for (int count = from.read(octets); count >= 0; count = from.read(octets)) {
                    to.write(octets, 0, count);
                    to.flush();
                }
            } catch (IOException e) {
                return;
            }
        }

        @Override
        public void destroy(ChannelSession channel) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
