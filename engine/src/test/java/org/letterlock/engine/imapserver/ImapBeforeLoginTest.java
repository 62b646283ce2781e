package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.WireClient;

/** A stranger is told why and sent away within the time for logging in, whatever is said or left unsaid meanwhile. */
final class ImapBeforeLoginTest {

    @TempDir
    private Path folder;

    private String said(boolean tls, String first, String dribble) {
        ImapServerSettings settings =
                ImapServerSettings.of("mail.example.test", "1").withLoginTimeout(Duration.ofMillis(300));
        try (ImapFixture fixture = new ImapFixture(Files.createTempDirectory(folder, "imap"), settings);
                WireClient client = fixture.connect(tls)) {
            client.send(first);
            CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(client::readToEnd);
            while (true) {
                try {
                    return new String(all.get(5, TimeUnit.MILLISECONDS), StandardCharsets.US_ASCII);
                } catch (TimeoutException e) {
                    client.send(dribble);
                } catch (InterruptedException | ExecutionException e) {
                    throw new AssertionError(e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsSilence() {
        assertThat(said(true, "", "")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
        assertThat(said(false, "", "")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
    }

    @Test
    void endsALineThatDribbles() {
        assertThat(said(true, "", "a")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
    }

    @Test
    void endsCommandsThatDribble() {
        assertThat(said(true, "", "a1 NOOP\r\n")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
    }

    @Test
    void endsALineThatHasNoEnd() {
        assertThat(said(true, "a".repeat(2_000_000), "")).endsWith("\r\n* BYE [TOOBIG] The line is too long\r\n");
    }

    @Test
    void endsALongLineThatDribbles() {
        assertThat(said(true, "a".repeat(10_000), "a")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
    }

    @Test
    void endsALiteralThatNeverComes() {
        assertThat(said(true, "a1 LOGIN {20}\r\n", ""))
                .endsWith("\r\n+ OK\r\n* BYE [LIMIT] Logging in took too long\r\n");
        assertThat(said(true, "a1 LOGIN {20+}\r\n", "")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
    }

    @Test
    void endsALiteralThatDribbles() {
        assertThat(said(true, "a1 LOGIN {4000+}\r\n", "a")).endsWith("\r\n* BYE [LIMIT] Logging in took too long\r\n");
    }

    @Test
    void endsAnExchangeThatIsNotAnswered() {
        assertThat(said(true, "a1 AUTHENTICATE PLAIN\r\n", ""))
                .endsWith("\r\n+ \r\n* BYE [LIMIT] Logging in took too long\r\n");
    }
}
