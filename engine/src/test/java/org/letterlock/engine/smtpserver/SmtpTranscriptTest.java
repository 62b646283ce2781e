package org.letterlock.engine.smtpserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every transcript in memory and over TCP. */
final class SmtpTranscriptTest {

    @TempDir
    private Path folder;

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/smtp"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void runsInMemory(Path file) throws Exception {
        run(file, false);
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void runsOverTcp(Path file) throws Exception {
        run(file, true);
    }

    private void run(Path file, boolean tcp) throws Exception {
        List<String> lines = Files.readAllLines(file);
        try (SmtpFixture fixture = new SmtpFixture(folder, tcp);
                SmtpFixture.Open open = fixture.open(Transcript.role(lines))) {
            new Transcript(fixture, open.client()).run(lines);
        }
    }
}
