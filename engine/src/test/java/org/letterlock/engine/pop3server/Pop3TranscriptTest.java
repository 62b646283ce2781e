package org.letterlock.engine.pop3server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.engine.net.TcpWires;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.transcript.Transcript;

/** Every transcript in {@code transcripts/pop3}. A session is logged in, unless its name begins with tls or clear. INBOX has four letters. */
final class Pop3TranscriptTest {

    @TempDir
    private Path folder;

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/transcripts/pop3"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void runsInMemory(Path file) throws IOException {
        try (Pop3Fixture fixture = fixture(file)) {
            Transcript.read(file).play(name -> begin(name, fixture.connect(!name.startsWith("clear"))));
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void runsOverTcp(Path file) throws IOException {
        try (Pop3Fixture fixture = fixture(file);
                TcpWires implicit = Pop3Fixture.wires(true);
                TcpWires clear = Pop3Fixture.wires(false)) {
            Transcript.read(file)
                    .play(name -> begin(
                            name,
                            name.startsWith("clear")
                                    ? fixture.connect(clear, false)
                                    : fixture.connect(implicit, true)));
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    private Pop3Fixture fixture(Path file) {
        Pop3Fixture fixture = String.valueOf(file.getFileName()).startsWith("limit-")
                ? new Pop3Fixture(folder, Pop3Fixture.small(java.time.Duration.ofMinutes(1)))
                : new Pop3Fixture(folder);
        fixture.append("Subject: one\r\n\r\nfirst\r\n");
        fixture.append("Subject: two\r\n\r\n.\r\n..dots\r\nlast line without end");
        fixture.append("Subject: three\n\nline feeds\n.\nonly\n");
        fixture.append("Subject: four\r\n\r\n1\r\n2\r\n3\r\n");
        return fixture;
    }

    private static WireClient begin(String name, WireClient client) {
        return name.startsWith("clear") || name.startsWith("tls") ? client : Pop3Fixture.logIn(client);
    }
}
