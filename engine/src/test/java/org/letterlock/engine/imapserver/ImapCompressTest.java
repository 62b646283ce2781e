package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.net.DeflatingClient;

/** COMPRESS against clients that mean harm (RFC 4978 §3): the limits are those of what the octets mean. */
final class ImapCompressTest {

    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    private Path folder;

    private static DeflatingClient compressed(ImapFixture fixture) {
        var plain = fixture.loggedIn();
        plain.send("c COMPRESS DEFLATE\r\n");
        assertThat(plain.readLine()).startsWith("c OK");
        return new DeflatingClient(plain);
    }

    /** What inflates to {@code start} and that many megabytes of one letter. */
    private static byte[] bomb(String start, int megabytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        deflate(deflater, start.getBytes(StandardCharsets.US_ASCII), bomb);
        byte[] letters = new byte[MEGABYTE];
        java.util.Arrays.fill(letters, (byte) 'a');
        for (int i = 0; i < megabytes; i++) {
            deflate(deflater, letters, bomb);
        }
        deflater.end();
        return bomb.toByteArray();
    }

    private static void deflate(Deflater deflater, byte[] octets, ByteArrayOutputStream into) {
        byte[] piece = new byte[8 * 1024];
        deflater.setInput(octets);
        int made;
        do {
            made = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            into.write(piece, 0, made);
        } while (made == piece.length);
    }

    @Test
    void endsALineThatInflatesToAGigabyte() {
        try (ImapFixture fixture = new ImapFixture(folder);
                DeflatingClient client = compressed(fixture)) {
            byte[] bomb = bomb("a NOOP", 1024);
            assertThat(bomb).hasSizeLessThan(2 * MEGABYTE);
            client.sendRaw(bomb);
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("* BYE [TOOBIG] The line is too long\r\n");
        }
    }

    @Test
    void refusesALiteralThatInflatesToAGigabyte() {
        try (ImapFixture fixture = new ImapFixture(folder);
                DeflatingClient client = compressed(fixture)) {
            client.sendRaw(bomb("a APPEND INBOX {1073741824+}\r\n", 1024));
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("* BYE [TOOBIG] The literal is too large\r\n");
            assertThat(fixture.loggedIn()).isNotNull();
        }
    }

    @Test
    void endsWhatIsNotCompressed() {
        try (ImapFixture fixture = new ImapFixture(folder);
                DeflatingClient client = compressed(fixture)) {
            client.sendRaw("a NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                    .isEqualTo("* BYE [CLIENTBUG] This is not DEFLATE\r\n");
        }
    }

    @Test
    void endsQuietlyWhereTheStreamEnds() {
        try (ImapFixture fixture = new ImapFixture(folder);
                DeflatingClient client = compressed(fixture)) {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            deflater.setInput("a NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            deflater.finish();
            byte[] all = new byte[100];
            int length = deflater.deflate(all);
            client.sendRaw(java.util.Arrays.copyOf(all, length));
            assertThat(client.readLine()).startsWith("a OK");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }
}
