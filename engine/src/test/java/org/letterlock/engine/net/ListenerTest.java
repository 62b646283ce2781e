package org.letterlock.engine.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.pkix.TrustedRoots;

/** Listeners, connectors, certificates. */
final class ListenerTest {

    private static final DomainName NAME = new DomainName("mx.example.test");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SecureRandom random = new SecureRandom();
    private final EventLoops loops = new EventLoops(1, random);

    @AfterEach
    void closeLoops() {
        loops.close();
    }

    /** Echoes lines; says goodbye when stopped. */
    private record Echo(Wire wire) implements Session {
        @Override
        public void run() {
            while (true) {
                Optional<String> line = wire.read(new Lines(), LONG);
                wire.write((line.orElse("bye") + "\r\n").getBytes(StandardCharsets.UTF_8));
                if (line.isEmpty()) {
                    return;
                }
            }
        }

        @Override
        public void stop() {
            wire.wake();
        }
    }

    private Listener listen(Listener.Settings settings) throws IOException {
        return Listener.start(loops, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings, Echo::new);
    }

    @Test
    void tellsSessionsToEndWhenItStops() throws IOException {
        Listener listener = listen(Listener.Settings.of(Listener.TlsMode.NONE, Optional.empty()));
        try (SocketClient client = SocketClient.connect(listener.address())) {
            client.send("hello\r\n");
            assertThat(client.readLine()).isEqualTo("hello");
            listener.stop(LONG);
            assertThat(client.readLine()).isEqualTo("bye");
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(listener.sessions()).isZero();
        }
    }

    @Test
    void tellsAConnectionBeyondTheLimitWhy() throws IOException {
        try (Listener listener = listen(Listener.Settings.of(Listener.TlsMode.NONE, Optional.empty())
                        .withLimits(new ConnectionLimits(ConnectionLimits.Bounds.ofStrangers(1, 1)))
                        .withRefusal("421 4.7.0 Too many connections\r\n"));
                SocketClient first = SocketClient.connect(listener.address())) {
            first.send("hello\r\n");
            assertThat(first.readLine()).isEqualTo("hello");
            try (SocketClient second = SocketClient.connect(listener.address())) {
                assertThat(second.readLine()).isEqualTo("421 4.7.0 Too many connections");
                assertThat(second.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void tellsAConnectionBeyondTheLimitWhyOverTls() throws IOException {
        Tls tls = new Tls(() -> SelfSigned.make(NAME, random, Clock.systemUTC()), List.of("imap"));
        try (Listener listener = listen(Listener.Settings.of(Listener.TlsMode.IMPLICIT, Optional.of(tls))
                        .withLimits(new ConnectionLimits(ConnectionLimits.Bounds.ofStrangers(1, 1)))
                        .withRefusal("* BYE [UNAVAILABLE] Too many connections\r\n"));
                SocketClient first = SocketClient.connectTls(listener.address())) {
            for (int i = 0; i < 100; i++) {
                try (SocketClient next = SocketClient.connectTls(listener.address())) {
                    assertThat(next.readLine()).isEqualTo("* BYE [UNAVAILABLE] Too many connections");
                    assertThat(next.isClosedByServer()).isTrue();
                }
                // Whoever is in goes on, and is not silent for as long as a hundred handshakes take.
                first.send("hello\r\n");
                assertThat(first.readLine()).isEqualTo("hello");
            }
        }
    }

    @Test
    void countsNetworksApart() {
        ConnectionLimits limits = new ConnectionLimits(ConnectionLimits.Bounds.ofStrangers(10, 2));
        InetAddress one = InetAddress.ofLiteral("2001:db8:1:1::1");
        InetAddress neighbour = InetAddress.ofLiteral("2001:db8:1:1:ffff::2");
        InetAddress other = InetAddress.ofLiteral("2001:db8:1:2::1");
        assertThat(limits.enter(one)).isPresent();
        ConnectionLimits.Place neighbours = limits.enter(neighbour).orElseThrow();
        assertThat(limits.enter(one)).isEmpty();
        assertThat(limits.enter(other)).isPresent();
        neighbours.leave();
        neighbours.leave();
        assertThat(limits.enter(one)).isPresent();
        assertThat(limits.enter(one)).isEmpty();
        assertThat(limits.enter(InetAddress.ofLiteral("192.0.2.1"))).isPresent();
        assertThat(limits.enter(InetAddress.ofLiteral("192.0.2.1"))).isPresent();
        assertThat(limits.enter(InetAddress.ofLiteral("192.0.2.1"))).isEmpty();
        assertThat(limits.enter(InetAddress.ofLiteral("192.0.2.2"))).isPresent();
    }

    @Test
    void keepsRoomForThoseWhoSignInAndForWhereTheyAre() {
        ConnectionLimits limits = new ConnectionLimits(new ConnectionLimits.Bounds(7, 4, 4, 2));
        InetAddress home = InetAddress.ofLiteral("192.0.2.1");
        ConnectionLimits.Place phone = limits.enter(home).orElseThrow();
        assertThat(limits.enter(home)).isPresent();
        assertThat(limits.enter(home)).isEmpty();
        phone.signedIn();
        phone.signedIn();
        assertThat(limits.enter(InetAddress.ofLiteral("198.51.100.1"))).isPresent();
        assertThat(limits.enter(InetAddress.ofLiteral("198.51.100.2"))).isPresent();
        assertThat(limits.enter(InetAddress.ofLiteral("198.51.100.3"))).isPresent();
        assertThat(limits.enter(InetAddress.ofLiteral("198.51.100.4"))).isEmpty();
        phone.leave();
        assertThat(limits.enter(home)).isPresent();
        assertThat(limits.enter(home)).isPresent();
        assertThat(limits.enter(home)).isPresent();
        assertThat(limits.enter(home)).isEmpty();
    }

    @Test
    void letsThoseWhoSignedInComeBackThroughAFlood() throws IOException {
        ConnectionLimits limits = new ConnectionLimits(new ConnectionLimits.Bounds(6, 3, 9, 9));
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetAddress elsewhere = InetAddress.ofLiteral("127.0.0.2");
        List<SocketClient> flood = new ArrayList<>();
        try (Listener listener = Listener.start(
                        loops,
                        anywhere,
                        Listener.Settings.of(Listener.TlsMode.NONE, Optional.empty())
                                .withLimits(limits)
                                .withRefusal("421 4.7.0 Too many connections\r\n"),
                        Welcoming::new);
                SocketClient ours = SocketClient.connect(listener.address())) {
            ours.send("login\r\n");
            assertThat(ours.readLine()).isEqualTo("login");
            for (int i = 0; i < 3; i++) {
                SocketClient stranger = SocketClient.connect(listener.address(), elsewhere);
                flood.add(stranger);
                stranger.send("hello\r\n");
                assertThat(stranger.readLine()).isEqualTo("hello");
            }
            try (SocketClient stranger = SocketClient.connect(listener.address(), elsewhere);
                    SocketClient second = SocketClient.connect(listener.address())) {
                assertThat(stranger.readLine()).isEqualTo("421 4.7.0 Too many connections");
                second.send("login\r\n");
                assertThat(second.readLine()).isEqualTo("login");
            }
        } finally {
            flood.forEach(SocketClient::close);
        }
    }

    /** Echoes lines; one of them signs in. */
    private record Welcoming(Wire wire) implements Session {
        @Override
        public void run() {
            while (true) {
                String line = wire.read(new Lines());
                if (line.equals("login")) {
                    wire.signedIn();
                }
                wire.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void stop() {
            wire.close();
        }
    }

    @Test
    void showsANewCertificateToNewConnections() throws IOException {
        AtomicReference<TlsIdentity> current = new AtomicReference<>(SelfSigned.make(NAME, random, Clock.systemUTC()));
        Tls tls = new Tls(() -> java.util.Objects.requireNonNull(current.get()), List.of());
        try (Listener listener = listen(Listener.Settings.of(Listener.TlsMode.IMPLICIT, Optional.of(tls)))) {
            try (SocketClient client = SocketClient.connectTls(listener.address())) {
                assertThat(client.tlsProtocol()).isEqualTo("TLSv1.3");
                assertThat(client.serverCertificate())
                        .isEqualTo(current.get().chain().getFirst());
            }
            TlsIdentity next = SelfSigned.make(NAME, random, Clock.systemUTC());
            current.set(next);
            try (SocketClient client = SocketClient.connectTls(listener.address())) {
                assertThat(client.serverCertificate()).isEqualTo(next.chain().getFirst());
            }
        }
    }

    @Test
    void agreesOnlyOnItsOwnProtocol() throws IOException {
        TlsIdentity identity = SelfSigned.make(NAME, random, Clock.systemUTC());
        Tls tls = new Tls(() -> identity, List.of("imap"));
        try (Listener listener = listen(Listener.Settings.of(Listener.TlsMode.IMPLICIT, Optional.of(tls)))) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                assertThat(agreed(listener, version, "imap")).isEqualTo("imap");
                assertThat(agreed(listener, version, "http/1.1", "imap")).isEqualTo("imap");
                assertThat(agreed(listener, version)).isEmpty();
                assertThat(agreed(listener, version, "http/1.1")).contains("no_application_protocol");
                assertThat(agreed(listener, version, "smtp", "h2", "imap4")).contains("no_application_protocol");
            }
            assertThat(listener.sessions()).isZero();
        }
    }

    /** The protocol that TLS agreed on, or what the alert said. */
    private static String agreed(Listener listener, String version, String... offered) {
        try (SocketClient client = SocketClient.connect(listener.address())) {
            return client.agree(version, offered);
        }
    }

    @Test
    void refusesForeignProtocolsAfterStartTls() throws IOException {
        Tls tls = new Tls(() -> SelfSigned.make(NAME, random, Clock.systemUTC()), List.of("smtp"));
        try (Listener listener = Listener.start(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Listener.Settings.of(Listener.TlsMode.STARTTLS, Optional.of(tls)),
                Starting::new)) {
            assertThat(agreed(listener, "TLSv1.3", "h2")).contains("no_application_protocol");
            assertThat(agreed(listener, "TLSv1.3")).isEmpty();
        }
    }

    /** Starts TLS at once. */
    private record Starting(Wire wire) implements Session {
        @Override
        public void run() {
            wire.startTls();
        }

        @Override
        public void stop() {
            wire.wake();
        }
    }

    @Test
    void takesAClientHelloInSmallPieces() throws IOException {
        TlsIdentity identity = SelfSigned.make(NAME, random, Clock.systemUTC());
        Tls tls = new Tls(() -> identity, List.of("imap"));
        try (Listener listener = listen(Listener.Settings.of(Listener.TlsMode.IMPLICIT, Optional.of(tls)));
                ServerSocket front = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread slow = Thread.ofVirtual().start(() -> dribble(front, listener.address()));
            try (SocketClient client = SocketClient.connect((InetSocketAddress) front.getLocalSocketAddress())) {
                assertThat(client.agree("TLSv1.3", "imap")).isEqualTo("imap");
                client.send("hello\r\n");
                assertThat(client.readLine()).isEqualTo("hello");
            }
            slow.interrupt();
        }
    }

    /** Passes on what a client says octet by octet, and what the server says as it comes. */
    private static void dribble(ServerSocket front, InetSocketAddress to) {
        try (Socket client = front.accept();
                Socket server = new Socket(to.getAddress(), to.getPort())) {
            server.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // One of them has closed.
                }
            });
            InputStream in = client.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                server.getOutputStream().write(octet);
                server.getOutputStream().flush();
            }
            server.shutdownOutput();
            back.join();
        } catch (IOException | InterruptedException e) {
            // One of them has closed.
        }
    }

    @Test
    void connectsAndStartsTlsAsClient() {
        try (TcpWires wires = new TcpWires(Listener.TlsMode.STARTTLS, LONG)) {
            assertThat(exchange(wires, NAME)
                            .fault(NAME, TrustedRoots.of(wires.identity().chain()), Instant.now()))
                    .isEmpty();
            assertThat(exchange(wires, new DomainName("other.example.test")).certificates())
                    .isEqualTo(wires.identity().chain());
        }
    }

    /** Speaks over TLS with a server, asked for by this name, and gives what it sent. */
    private CertificateChain exchange(TcpWires wires, DomainName name) {
        try (Wire client = new Connector(loops, LONG).connect(wires.address(), LONG, name);
                Wire server = wires.accepted()) {
            CompletableFuture<Boolean> served = CompletableFuture.supplyAsync(() -> {
                server.startTls();
                return server.read(new Lines()).equals("EHLO");
            });
            client.startTls();
            client.write("EHLO\r\n".getBytes(StandardCharsets.US_ASCII));
            client.flush();
            assertThat(client.tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
            assertThat(served.join()).isTrue();
            assertThat(server.tls().orElseThrow().peer().certificates()).isEmpty();
            return client.tls().orElseThrow().peer();
        }
    }

    @Test
    void reportsThatNobodyListens() throws IOException {
        Listener listener = listen(Listener.Settings.of(Listener.TlsMode.NONE, Optional.empty()));
        InetSocketAddress address = listener.address();
        listener.close();
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> new Connector(loops, LONG).connect(address, LONG, NAME));
    }

    @Test
    void keepsACertificateOnceMade(@TempDir Path folder) throws IOException {
        TlsIdentity made = SelfSigned.in(folder.resolve("tls"), NAME, random, Clock.systemUTC());
        assertThat(made.isConsistent()).isTrue();
        assertThat(SelfSigned.in(folder.resolve("tls"), NAME, random, Clock.systemUTC()))
                .isEqualTo(made);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("tls").resolve(SelfSigned.KEY_FILE))))
                .isEqualTo("rw-------");
        assertThat(made.toString()).doesNotContain("PRIVATE");
    }
}
