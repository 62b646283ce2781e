package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.FakeAuthenticator;
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
        try (ImapFixture fixture = fixture(String.valueOf(file.getFileName()), own)) {
            Transcript.read(file).play(name -> connect(fixture, name));
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    /** Nothing is offered where the name begins with bare, and all of it, on by default or not, where it begins with every. Everything is small where it begins with limit; every step of a long command is told where it begins with progress; where it begins with quota, the account may hold 2,048 octets and four messages. */
    private static ImapFixture fixture(String name, Path folder) {
        if (name.startsWith("quota-")) {
            return new ImapFixture(
                    folder,
                    ImapServerSettings.of("mail.example.test", "1"),
                    new FakeAuthenticator(ImapFixture.USER, "secret"),
                    new Quota(2048, 4));
        }
        if (name.startsWith("bare-")) {
            return new ImapFixture(folder).offering(Set.of());
        }
        if (name.startsWith("progress-")) {
            return new ImapFixture(folder, ImapFixture.talkative());
        }
        if (name.startsWith("every-")) {
            return new ImapFixture(folder).offering(EnumSet.allOf(ImapExtension.class));
        }
        return name.startsWith("limit-") ? new ImapFixture(folder, ImapFixture.small()) : new ImapFixture(folder);
    }

    private static WireClient connect(ImapFixture fixture, String name) {
        if (name.startsWith("clear") || name.startsWith("tls")) {
            return fixture.connect(name.startsWith("tls"));
        }
        return fixture.loggedIn();
    }
}
