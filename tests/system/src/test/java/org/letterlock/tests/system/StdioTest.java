package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.letterlock.agent.AgentMain;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.TempFolder;

/** The contract over an agent's standard streams. */
final class StdioTest {

    @Test
    void passesOnWhatIsAskedOfTheEngineAndWhatItSaysOfFailures() {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"));
                HostConnection agent = agent(engine.socket())) {
            assertThat(agent.hello().protocolVersion()).isEqualTo(HostApi.VERSION);
            assertThat(agent.call(agent.engine().addDomain(new EngineApi.DomainName("example.test")))
                            .name())
                    .isEqualTo("example.test");
            EngineStatus status = agent.call(agent.engine().status());
            assertThat(status.domains()).isEqualTo(1);
            assertThat(status.listeners()).hasSize(7);
            assertThatThrownBy(() -> agent.call(agent.engine().addDomain(new EngineApi.DomainName("example.test"))))
                    .isInstanceOfSatisfying(FailureException.class, e -> {
                        assertThat(e.failure().area()).isEqualTo("domain");
                        assertThat(e.failure().remedy()).isNotEmpty();
                    });
        }
    }

    @Test
    void findsTheEngineAgainThatWasStartedAnew() {
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("mail"));
                HostConnection agent = agent(engine.socket())) {
            long first = agent.call(agent.engine().status()).processId();
            engine.kill9();
            assertThat(code(() -> agent.call(agent.engine().status()))).isIn("not-running", "no-answer");
            assertThat(code(() -> agent.call(agent.engine().status()))).isEqualTo("not-running");
            engine.startAgain();
            assertThat(agent.call(agent.engine().status()).processId()).isNotEqualTo(first);
        }
    }

    @Test
    void tellsThatTheEngineWentAwayBeforeItAnswered() throws IOException {
        try (TempFolder folder = new TempFolder();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = folder.path().resolve("control.sock");
            server.bind(UnixDomainSocketAddress.of(socket));
            try (HostConnection agent = agent(socket)) {
                CompletableFuture<EngineStatus> status = agent.engine().status();
                try (SocketChannel engine = server.accept()) {
                    assertThat(line(engine)).startsWith("Content-Length");
                }
                assertThat(code(() -> agent.call(status))).isEqualTo("no-answer");
            }
        }
    }

    @Test
    void asksTheEngineToStopWorkingOnWhatIsCancelled() throws IOException {
        try (TempFolder folder = new TempFolder();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = folder.path().resolve("control.sock");
            server.bind(UnixDomainSocketAddress.of(socket));
            try (HostConnection agent = agent(socket)) {
                CompletableFuture<EngineStatus> status = agent.engine().status();
                try (SocketChannel engine = server.accept()) {
                    InputStream in = Channels.newInputStream(engine);
                    assertThat(until(in, "engine/status\"")).contains("jsonrpc");
                    status.cancel(true);
                    assertThat(until(in, "cancelRequest\"")).contains("jsonrpc");
                }
            }
        }
    }

    @Test
    void passesOnAQuestionThatTheAgentDoesNotKnow() throws IOException {
        try (TempFolder folder = new TempFolder();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = folder.path().resolve("control.sock");
            server.bind(UnixDomainSocketAddress.of(socket));
            String question =
                    "{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"engine/ofTomorrow\",\"params\":{\"x\":[1]}}";
            try (Socket agent = raw(socket)) {
                agent.getOutputStream()
                        .write(("Content-Length: " + question.length() + "\r\n\r\n" + question)
                                .getBytes(StandardCharsets.UTF_8));
                try (SocketChannel engine = server.accept()) {
                    String asked = until(Channels.newInputStream(engine), "}}");
                    assertThat(asked).contains("\"engine/ofTomorrow\"", "{\"x\":[1]}");
                    String id = asked.replaceAll("(?s).*\"id\":(\"?[0-9]+\"?).*", "$1");
                    String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"y\":\"z\"}}";
                    engine.write(ByteBuffer.wrap(("Content-Length: " + answer.length() + "\r\n\r\n" + answer)
                            .getBytes(StandardCharsets.UTF_8)));
                    agent.setSoTimeout(5000);
                    assertThat(until(agent.getInputStream(), "}}")).contains("\"id\":\"7\"", "{\"y\":\"z\"}");
                }
            }
        }
    }

    @Test
    void looksTheComputerOverAndTellsHowFarItIs() {
        Queue<Progress> told = new ConcurrentLinkedQueue<>();
        try (TempFolder folder = new TempFolder();
                HostConnection agent = agent(folder.path().resolve("none.sock"), told::add)) {
            InspectOrder order = new InspectOrder("look", Instant.now().toString(), null, null, List.of("127.0.0.1:1"));
            Inspection inspection = agent.call(agent.host().inspect(order));
            assertThat(inspection.findings()).extracting(Finding::check).contains("system", "memory", "outbound");
            assertThat(told)
                    .hasSize(9)
                    .allSatisfy(step -> assertThat(step.work()).isEqualTo("look"));
            assertThat(code(() -> agent.call(agent.engine().status()))).isEqualTo("not-running");
            Agent.Ran ran = Agent.run(
                    folder.path().resolve("none.sock"), "", "inspect", "--mail-server", "127.0.0.1:1", "--json");
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out()).contains("\"code\": \"outbound-blocked\"");
        }
    }

    private static Socket raw(Path engineSocket) throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket here = new Socket(door.getInetAddress(), door.getLocalPort());
            Socket there = door.accept();
            Thread.ofVirtual().start(() -> run(there, engineSocket));
            return here;
        }
    }

    private static String code(Runnable call) {
        try {
            call.run();
        } catch (FailureException e) {
            return e.failure().code();
        }
        return "none";
    }

    private static String line(SocketChannel channel) throws IOException {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
                .readLine();
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf(end) < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("ended after " + said);
            }
            said.append((char) octet);
        }
        return said.toString();
    }

    /** An agent in this process, at the other end of a socket. */
    private static HostConnection agent(Path engineSocket) {
        return agent(engineSocket, progress -> {});
    }

    private static HostConnection agent(Path engineSocket, Consumer<Progress> progress) {
        try {
            Socket here = raw(engineSocket);
            return HostConnection.open(
                    here.getInputStream(), here.getOutputStream(), here, new Caller(HostApi.VERSION, "test"), progress);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void run(Socket socket, Path engineSocket) {
        try (socket;
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            AgentMain.run(
                    new String[] {"stdio", "--socket", engineSocket.toString()},
                    Map.of(),
                    in,
                    out,
                    new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
