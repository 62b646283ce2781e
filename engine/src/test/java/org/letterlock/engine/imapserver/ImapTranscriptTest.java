package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.transcript.Transcript;

/** Every transcript in {@code transcripts/imap}. A session is logged in, unless its name begins with tls or clear. */
final class ImapTranscriptTest {

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> transcripts() throws IOException, URISyntaxException {
        Path root =
                Path.of(Objects.requireNonNull(ImapTranscriptTest.class.getResource("/transcripts/imap"), "transcripts")
                        .toURI());
        List<Path> files;
        try (Stream<Path> all = Files.list(root)) {
            files = all.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> play(file)));
    }

    private void play(Path file) throws IOException {
        Path own = Files.createDirectory(folder.resolve(String.valueOf(file.getFileName())));
        boolean small = String.valueOf(file.getFileName()).startsWith("limit-");
        try (ImapFixture fixture = small ? new ImapFixture(own, ImapFixture.small()) : new ImapFixture(own)) {
            Transcript.read(file).play(name -> connect(fixture, name));
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    private static WireClient connect(ImapFixture fixture, String name) {
        if (name.startsWith("clear") || name.startsWith("tls")) {
            return fixture.connect(name.startsWith("tls"));
        }
        return fixture.loggedIn();
    }
}
