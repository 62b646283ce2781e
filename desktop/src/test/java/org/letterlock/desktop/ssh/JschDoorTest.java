package org.letterlock.desktop.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.desktop.deploy.FirstEntry;
import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;
import org.letterlock.desktop.model.ServerProfile;

/** Ways into a server, and what is said where there is none. */
final class JschDoorTest {

    private static final Door.Secret RIGHT = new Door.Secret.Password(TestServer.PASSWORD);

    @TempDir
    Path home;

    private final JschDoor door = new JschDoor(10_000, 10_000);
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void fails(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().area()).isEqualTo("ssh");
            assertThat(e.problem().code()).as("%s", e.problem()).isEqualTo(code);
            assertThat(String.valueOf(e.problem())).doesNotContain(TestServer.PASSWORD, "wrong-one");
        });
    }

    @Test
    void meetsAServerWithoutSayingAnything() throws ProblemException {
        HostKey key = door.meet(server.address());
        assertThat(key.type()).isEqualTo("ecdsa-sha2-nistp256");
        assertThat(key.fingerprint()).startsWith("SHA256:");
        assertThat(door.meet(server.address())).isEqualTo(key);
        assertThat(server.lastUser()).isEmpty();
    }

    @Test
    void sendsNoPasswordToAServerWithAnotherKey() throws ProblemException {
        HostKey key = door.meet(server.address());
        server.newHostKey();
        fails("key-changed", () -> door.enter(server.address(), key, "anna", RIGHT));
        assertThat(server.lastUser()).isEmpty();
    }

    @Test
    void saysThatUserOrPasswordAreWrong() throws ProblemException {
        HostKey key = door.meet(server.address());
        fails("not-let-in", () -> door.enter(server.address(), key, "anna", new Door.Secret.Password("wrong-one")));
        fails("not-let-in", () -> door.enter(server.address(), key, "bob", RIGHT));
    }

    @Test
    void saysThatAServerTakesNoPasswords() throws ProblemException {
        HostKey key = door.meet(server.address());
        server.takesNoPasswords();
        fails("keys-only", () -> door.enter(server.address(), key, "anna", RIGHT));
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        ServerAddress address;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new ServerAddress("127.0.0.1", gone.getLocalPort());
        }
        fails("refused", () -> door.meet(address));
        fails("name-unknown", () -> door.meet(new ServerAddress("no-such-host.invalid", 22)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"220 mail.example.org ESMTP\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", ""})
    void saysThatSomethingElseAnswers(String greeting) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = other.accept()) {
                    client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            fails(
                    greeting.isEmpty() ? "cut-off" : "not-ssh",
                    () -> door.meet(new ServerAddress("127.0.0.1", other.getLocalPort())));
        }
    }

    @Test
    void doesNotWaitForeverForAServerThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            fails(
                    "unreachable",
                    () -> new JschDoor(300, 10_000).meet(new ServerAddress("127.0.0.1", silent.getLocalPort())));
        }
    }

    @Test
    void leavesAKeyOfItsOwnAndComesBackWithIt() throws ProblemException, IOException {
        Path keys = home.resolve(".ssh/authorized_keys");
        Files.createDirectories(keys.getParent());
        Files.writeString(keys, "# no line end");
        HostKey key = door.meet(server.address());
        ServerProfile profile = new FirstEntry(door).enter(server.address(), key, "anna", RIGHT, "");
        assertThat(Files.readAllLines(keys)).hasSize(2).first().isEqualTo("# no line end");
        assertThat(Files.readAllLines(keys).getLast()).matches("ssh-ed25519 [A-Za-z0-9+/=]+ letterlock-app");
        server.takesNoPasswords();
        try (RemoteHost host = door.enter(
                profile.address(), profile.hostKey(), "anna", new Door.Secret.Key(profile.privateKey(), ""))) {
            assertThat(host.run(RemoteCommand.of("echo", "a 'b' $c"), new byte[0])
                            .out())
                    .isEqualTo("a 'b' $c\n");
            assertThat(host.reachedAt()).isEqualTo("127.0.0.1");
        }
        fails(
                "not-let-in",
                () -> door.enter(
                        server.address(),
                        key,
                        "anna",
                        new Door.Secret.Key(door.makeKey().privateKey(), "")));
    }

    @Test
    void saysThatAKeyIsNone() throws ProblemException {
        HostKey key = door.meet(server.address());
        fails("no-key", () -> door.enter(server.address(), key, "anna", new Door.Secret.Key("ssh-ed25519 AAAA", "")));
    }

    @Test
    void tellsHowACommandEnded() throws ProblemException {
        try (RemoteHost host = door.enter(server.address(), door.meet(server.address()), "anna", RIGHT)) {
            RemoteHost.Ran ran = host.run(
                    RemoteCommand.script("cat; echo no >&2; exit 7"), "input".getBytes(StandardCharsets.UTF_8));
            assertThat(ran).isEqualTo(new RemoteHost.Ran(7, "input", "no\n"));
            AtomicLong sent = new AtomicLong();
            byte[] much = new byte[3_000_000];
            assertThat(host.pour(RemoteCommand.script("wc -c"), new ByteArrayInputStream(much), sent::set)
                            .out()
                            .strip())
                    .isEqualTo("3000000");
            assertThat(sent).hasValue(3_000_000);
        }
    }

    @Test
    void saysThatAServerSaysTooMuchOrEndsInTheMiddle() throws ProblemException {
        try (RemoteHost host = door.enter(server.address(), door.meet(server.address()), "anna", RIGHT)) {
            fails("too-much", () -> host.run(RemoteCommand.script("yes | head -c 3000000"), new byte[0]));
            server.answer("cut");
            fails("cut-off", () -> host.run(RemoteCommand.of("true"), new byte[0]));
        }
    }

    /** As over a network that is cut in the middle of an upload: what was written is taken by nobody, and nothing says so. */
    @Test
    @Timeout(60) // or it waits for ever
    void givesUpOnAServerThatTakesNothingMore() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean frozen = new AtomicBoolean();
        try (ServerSocket between = new ServerSocket()) {
            between.setReceiveBufferSize(8192);
            between.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(() -> passOn(between, frozen, end));
            ServerAddress address = new ServerAddress("127.0.0.1", between.getLocalPort());
            JschDoor impatient = new JschDoor(10_000, 200);
            HostKey key = door.meet(server.address());
            try (RemoteHost host = impatient.enter(address, key, "anna", RIGHT)) {
                fails(
                        "cut-off",
                        () -> host.pour(
                                RemoteCommand.script("wc -c"),
                                new ByteArrayInputStream(new byte[16_000_000]),
                                sent -> frozen.set(sent > 100_000)));
            }
        } finally {
            end.countDown();
        }
    }

    private void passOn(ServerSocket between, AtomicBoolean frozen, CountDownLatch end) {
        try (Socket client = between.accept();
                Socket there = new Socket("127.0.0.1", server.address().port())) {
            Thread.ofVirtual().start(() -> {
                try {
                    there.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // The client has left.
                }
            });
            byte[] octets = new byte[8192];
            for (int count = 0; count >= 0 && !frozen.get(); ) {
                there.getOutputStream().write(octets, 0, count);
                count = client.getInputStream().read(octets);
            }
            end.await();
        } catch (IOException e) {
            // The client has left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
