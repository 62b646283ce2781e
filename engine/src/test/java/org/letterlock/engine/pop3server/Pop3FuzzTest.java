package org.letterlock.engine.pop3server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;

/** Whatever a client sends, in each state: an answer or an end, never silence and never a fault of ours. */
final class Pop3FuzzTest {

    private static final List<String> COMMANDS = List.of(
            "USER anna@example.test",
            "PASS secret",
            "AUTH PLAIN AGFubmFAZXhhbXBsZS50ZXN0AHNlY3JldA==",
            "AUTH SCRAM-SHA-256 biwsbj1hbm5hLHI9YWJj",
            "AUTH",
            "CAPA",
            "STLS",
            "UTF8",
            "LANG en",
            "STAT",
            "LIST",
            "LIST 1",
            "UIDL",
            "UIDL 2",
            "RETR 1",
            "RETR 2",
            "TOP 2 1",
            "DELE 1",
            "RSET",
            "NOOP",
            "*",
            "");

    @TempDir
    private Path folder;

    @Test
    void alwaysAnswersOrEnds() {
        Random random = new Random(4);
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: x\r\n\r\n.hello\r\n");
            fixture.append("Subject: y\n\n.\n");
            for (int round = 0; round < 300; round++) {
                WireClient client = round % 2 == 0 ? fixture.connect(true) : fixture.loggedIn();
                for (int i = 0; i < 12; i++) {
                    client.send(mutated(random));
                }
                client.send("\r\n*\r\nQUIT\r\n");
                String all = new String(client.readToEnd(), ISO_8859_1);
                assertThat(all)
                        .matches("(?s)(.*\r\n)?(\\+OK Bye|-ERR [^\r]*)\r\n")
                        .doesNotContain("went wrong");
                client.close();
            }
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    private static byte[] mutated(Random random) {
        byte[] line = (COMMANDS.get(random.nextInt(COMMANDS.size())) + "\r\n").getBytes(ISO_8859_1);
        for (int i = random.nextInt(3); i > 0; i--) {
            line[random.nextInt(line.length)] = (byte) random.nextInt(256);
        }
        return line;
    }
}
