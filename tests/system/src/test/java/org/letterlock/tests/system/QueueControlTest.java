package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** The queue under the hands of its owner, by the agent's command line. */
final class QueueControlTest {

    private static final String ANNA = "anna@example.test";

    private static TempFolder folder;
    private static EngineProcess here;
    private static EngineProcess there;
    private static Rude rude;
    private static String password;
    private static String bertils;

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @BeforeAll
    static void start() {
        folder = new TempFolder();
        rude = new Rude();
        here = EngineProcess.start(folder.path().resolve("here"));
        there = EngineProcess.start(folder.path().resolve("there"));
        here.route("example.org", there.address("mx"));
        here.route("rude.test", rude.address());
        here.stop();
        here.startAgain();
        Mailboxes.domain(here, "example.test");
        Mailboxes.domain(there, "example.org");
        password = Mailboxes.make(here, ANNA);
        bertils = Mailboxes.make(there, "bertil@example.org");
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        rude.close();
        folder.close();
    }

    @Test
    void tellsAnAttemptWithItsServerAndItsTls() {
        Letter letter = submit("bertil@example.org");
        String id = idOf("bertil@example.org");
        try (ImapTestClient imap = Mailboxes.open(there, "bertil@example.org", bertils, 1)) {
            assertThat(Mailboxes.holds(imap, letter)).isTrue();
        }
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE,
                        () -> recipient(id).get("state").getAsString().equals("sent")))
                .isTrue();
        JsonObject attempt = recipient(id).getAsJsonArray("story").get(0).getAsJsonObject();
        assertThat(attempt.get("result").getAsString()).isEqualTo("sent");
        assertThat(attempt.get("host").getAsString()).isEqualTo("127.0.0.1");
        assertThat(attempt.get("address").getAsString())
                .isEqualTo("127.0.0.1:" + there.address("mx").getPort());
        assertThat(attempt.get("tls").getAsString()).isEqualTo("TLSv1.3");
        assertThat(attempt.get("cipherSuite").getAsString()).startsWith("TLS_");
        assertThat(attempt.get("verified").getAsString()).isEqualTo("not");
        assertThat(attempt.get("reply").getAsString()).startsWith("2.").contains("250 ");
        assertThat(out("queue", "show", id)).contains("TLSv1.3", "sent", "127.0.0.1:");
    }

    @Test
    void holdsReleasesRetriesAndRemovesAcrossKills() {
        submit("held@rude.test");
        String id = idOf("held@rude.test");
        awaitAttempts(id, 1);
        assertThat(out("queue", "hold", id)).contains("is held");
        kill();
        assertThat(recipient(id).get("held").getAsBoolean()).isTrue();
        assertThat(recipient(id).get("nextAttempt")).isNull();
        assertThat(refused("queue", "retry", id)).contains("held");
        assertThat(out("queue", "release", id)).contains("is released");
        assertThat(refused("queue", "release", id)).contains("No recipient");
        kill();
        assertThat(recipient(id).get("held").getAsBoolean()).isFalse();
        assertThat(recipient(id).get("nextAttempt").getAsString()).endsWith("Z");
        int before = rude.letters();
        assertThat(out("queue", "retry", id)).contains("is tried again");
        awaitAttempts(id, 2);
        assertThat(rude.letters()).isEqualTo(before + 1);
        assertThat(out("queue", "remove", id)).contains("is removed");
        kill();
        assertThat(recipient(id).get("state").getAsString()).isEqualTo("removed");
        assertThat(out("queue", "list")).doesNotContain(id);
        assertThat(refused("queue", "hold", id)).contains("No recipient");
    }

    @Test
    void showsNothingThatATerminalObeys() {
        submit("shout@rude.test");
        String id = idOf("shout@rude.test");
        awaitAttempts(id, 1);
        String story = out("queue", "show", id);
        assertThat(story).contains("451 4.2.2 no room", "for you");
        assertThat(recipient(id).get("lastReason").getAsString()).isEqualTo("mailbox-full");
        String json = out("queue", "show", id, "--json");
        for (String text : List.of(story, json, out("log"))) {
            assertThat(text.codePoints()
                            .filter(c -> (Character.isISOControl(c) && c != '\n') || c == 0x202e || c == 0x2066))
                    .isEmpty();
        }
        out("queue", "remove", id);
    }

    private static void kill() {
        here.kill9();
        here.startAgain();
    }

    private Letter submit(String to) {
        Letter letter = letters.plain(ANNA, to, "Hello", "Hello.\n");
        try (SmtpTestClient client = here.submissions().ehlo()) {
            client.authPlain(ANNA, password).expect(235);
            client.deliver(ANNA, List.of(to), letter.octets()).expect(250);
            client.quit();
        }
        return letter;
    }

    /** The name of the letter for {@code to}, also when it is gone already: the log has it. */
    private static String idOf(String to) {
        String[] found = new String[1];
        assertThat(Waiting.until(Mailboxes.PATIENCE, () -> {
                    for (var event :
                            JsonParser.parseString(out("log", "--json")).getAsJsonArray()) {
                        JsonObject entry = event.getAsJsonObject();
                        if (entry.get("detail").getAsString().startsWith(to + ":")) {
                            found[0] = entry.get("connection").getAsString();
                        }
                    }
                    return found[0] != null;
                }))
                .isTrue();
        return found[0];
    }

    private static void awaitAttempts(String id, int count) {
        assertThat(Waiting.until(
                        Mailboxes.PATIENCE, () -> recipient(id).get("attempts").getAsInt() >= count))
                .isTrue();
    }

    private static JsonObject recipient(String id) {
        JsonArray recipients = JsonParser.parseString(out("queue", "show", id, "--json"))
                .getAsJsonObject()
                .getAsJsonArray("recipients");
        assertThat(recipients).hasSize(1);
        return recipients.get(0).getAsJsonObject();
    }

    private static String out(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode())
                .as("%s: %s", new ArrayList<>(List.of(arguments)), ran)
                .isZero();
        return ran.out();
    }

    private static String refused(String... arguments) {
        Agent.Ran ran = Agent.run(here.socket(), "", arguments);
        assertThat(ran.exitCode()).isEqualTo(1);
        return ran.err();
    }

    /** A server that has no room and says so with escapes for terminals. */
    private static final class Rude implements AutoCloseable {
        private final ServerSocket server;
        private final AtomicInteger letters = new AtomicInteger();

        Rude() {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(this::accept);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }

        int letters() {
            return letters.get();
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void serve(Socket socket) {
            try (socket;
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                    OutputStream out = socket.getOutputStream()) {
                say(out, "220 rude");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("RCPT")) {
                        letters.incrementAndGet();
                        say(out, "451 4.2.2 no room \u001b]0;owned\u0007\u001b[2J\u009b31m\u202e for you \u2066");
                    } else {
                        say(out, "250 rude");
                    }
                }
            } catch (IOException e) {
                // The engine was killed.
            }
        }

        private static void say(OutputStream out, String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
