package org.letterlock.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.CatchAll;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.FailureException;

final class ControlServerTest {

    @TempDir
    private Path folder;

    private ControlServer server;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("c.sock");
        server = ControlServer.start(socket, new FakeEngine());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersOverTheSocket() {
        try (EngineConnection connection = EngineConnection.open(socket)) {
            assertThat(connection
                            .call(connection.engine().hello(new Caller(1, "a test")))
                            .engineVersion())
                    .isEqualTo("a test");
            assertThat(connection.call(connection.engine().domains()))
                    .containsExactly(
                            new DomainInfo("example.test", null), new DomainInfo("example.org", "anna@example.org"));
            assertThat(connection
                            .call(connection.engine().setCatchAll(new CatchAll("example.test", null)))
                            .catchAll())
                    .isNull();
        }
    }

    @Test
    void carriesFailuresWhole() {
        try (EngineConnection connection = EngineConnection.open(socket)) {
            assertThatThrownBy(() ->
                            connection.call(connection.engine().addDomain(new EngineApi.DomainName("example.test"))))
                    .isInstanceOfSatisfying(FailureException.class, e -> {
                        assertThat(e.failure())
                                .isEqualTo(Failures.domainThere("example.test").failure());
                        assertThat(e.failure().detail()).isNull();
                    });
        }
    }

    @Test
    void tellsNothingOfABug() {
        try (EngineConnection connection = EngineConnection.open(socket)) {
            assertThatThrownBy(() -> connection.call(connection.engine().status()))
                    .isInstanceOfSatisfying(FailureException.class, e -> {
                        assertThat(e.failure().code()).isEqualTo("unexpected");
                        assertThat(e.failure().toString()).doesNotContain("secret");
                    });
        }
    }

    @Test
    void servesSeveralCallersAtOnce() {
        try (EngineConnection waiting = EngineConnection.open(socket);
                EngineConnection other = EngineConnection.open(socket)) {
            CompletableFuture<List<AccountInfo>> never = waiting.engine().accounts();
            assertThat(other.call(other.engine().domains())).hasSize(2);
            assertThat(waiting.call(waiting.engine().domains())).hasSize(2);
            assertThat(never).isNotDone();
        }
    }

    @Test
    void endsWaitingCallsWhenItCloses() {
        try (EngineConnection connection = EngineConnection.open(socket)) {
            CompletableFuture<List<AccountInfo>> never = connection.engine().accounts();
            server.close();
            assertThatThrownBy(() -> connection.call(never, Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo("no-answer"));
        }
    }

    @Test
    void isForItsOwnUserAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }

    @Test
    void replacesWhatAKilledEngineLeft() throws IOException {
        Path stale = folder.resolve("stale.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        assertThat(stale).exists();
        assertThatThrownBy(() -> EngineConnection.open(stale))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo("not-running"));
        try (ControlServer again = ControlServer.start(stale, new FakeEngine());
                EngineConnection connection = EngineConnection.open(stale)) {
            assertThat(again).isNotNull();
            assertThat(connection.call(connection.engine().domains())).hasSize(2);
        }
    }

    @Test
    void saysThatAPathIsTooLong() {
        Path longPath = folder.resolve("x".repeat(110));
        assertThatThrownBy(() -> ControlServer.start(longPath, new FakeEngine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("shorter path");
    }

    @Test
    void removesItsSocket() {
        server.close();
        assertThat(socket).doesNotExist();
    }
}
