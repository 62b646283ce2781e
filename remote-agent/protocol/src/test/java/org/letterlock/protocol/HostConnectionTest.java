package org.letterlock.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is at the other end of a connection that should be an agent. */
final class HostConnectionTest {

    @Test
    void tellsWhatAnsweredInsteadOfAnAgentWithoutWhatATerminalWouldObey() {
        assertThat(detailOf("\u001b[2Jbash: letterlock-agent: No such file\n"))
                .isEqualTo("[2Jbash: letterlock-agent: No such file\n");
    }

    @Test
    void doesNotReadAnEndlessGreeting() {
        assertThat(detailOf("x".repeat(70_000))).contains("more than 65536 octets");
    }

    @Test
    void knowsAnAgentByItsWholeLine() {
        assertThat(detailOf("letterlock-agent stdio 10\nnot letterlock-agent stdio 1\n"))
                .contains("stdio 10");
    }

    @Test
    void tellsThatTheServerWentAwayDuringTheFirstContact() {
        assertThatThrownBy(() -> open("hello\n\n" + HostConnection.FIRST_LINE + "\n", new AtomicBoolean()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo("no-answer"));
    }

    @Test
    void tellsThatTheServerWentAwayInTheMiddleOfAQuestion() throws IOException {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (PipedOutputStream agent = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(agent)) {
            agent.write((HostConnection.FIRST_LINE + "\n").getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> HostConnection.open(
                            in, gone, () -> {}, new Caller(HostApi.VERSION, "test"), progress -> {}))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().code()).isEqualTo("no-answer"));
        }
    }

    private static String detailOf(String said) {
        AtomicBoolean closed = new AtomicBoolean();
        try {
            open(said, closed);
        } catch (FailureException e) {
            assertThat(e.failure().code()).isEqualTo("no-agent");
            assertThat(closed).isTrue();
            return String.valueOf(e.failure().detail());
        }
        throw new AssertionError("an agent was found");
    }

    private static void open(String said, AtomicBoolean closed) {
        InputStream in = new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8));
        HostConnection.open(
                        in,
                        OutputStream.nullOutputStream(),
                        () -> closed.set(true),
                        new Caller(HostApi.VERSION, "test"),
                        progress -> {})
                .close();
    }
}
