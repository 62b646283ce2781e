package org.letterlock.engine.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChunksTest {

    private static final byte[] CONTEXT = "letter".getBytes(UTF_8);

    private final ContentKey key = ContentKey.generate(new SecureRandom());

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        return body;
    }

    private List<byte[]> seal(byte[] body, int step) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        List<Boolean> lasts = new ArrayList<>();
        try (ChunkSealer sealer = new ChunkSealer(key, CONTEXT, (index, chunk, last) -> {
            assertThat(index).isEqualTo(chunks.size());
            chunks.add(chunk);
            lasts.add(last);
        })) {
            for (int at = 0; at < body.length; at += step) {
                sealer.write(body, at, Math.min(step, body.length - at));
            }
            sealer.finish();
            assertThat(sealer.length()).isEqualTo(body.length);
        }
        assertThat(lasts.indexOf(true)).isEqualTo(lasts.size() - 1);
        return chunks;
    }

    private byte[] open(List<byte[]> chunks) throws IOException {
        return open(key, CONTEXT, chunks);
    }

    private static byte[] open(ContentKey key, byte[] context, List<byte[]> chunks) throws IOException {
        try (ChunkOpener opener = new ChunkOpener(
                key,
                context,
                index -> new ChunkSource.SealedChunk(chunks.get((int) index), index == chunks.size() - 1))) {
            return opener.readAllBytes();
        }
    }

    @Test
    void everyLengthAroundAChunkComesBack() throws Exception {
        for (int length : new int[] {0, 1, 65535, 65536, 65537, 131071, 131072, 131073, 300_000}) {
            for (int step : new int[] {1000, 65536, 1 << 20}) {
                List<byte[]> chunks = seal(body(length), step);
                assertThat(chunks).hasSize((int) ContentKey.chunks(length));
                assertThat(open(chunks)).isEqualTo(body(length));
            }
        }
    }

    @Test
    void readsOctetByOctet() throws Exception {
        List<byte[]> chunks = seal(body(65540), 7);
        byte[] expected = body(65540);
        try (ChunkOpener opener = new ChunkOpener(
                key, CONTEXT, index -> new ChunkSource.SealedChunk(chunks.get((int) index), index == 1))) {
            for (byte octet : expected) {
                assertThat((byte) opener.read()).isEqualTo(octet);
            }
            assertThat(opener.read()).isEqualTo(-1);
            assertThat(opener.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void noChangedOctetOpens() throws Exception {
        byte[] chunk = seal(body(200), 200).getFirst();
        for (int i = 0; i < chunk.length; i++) {
            byte[] changed = chunk.clone();
            changed[i] ^= 1;
            assertBroken(List.of(changed));
        }
    }

    @Test
    void aBodyThatLostItsEndDoesNotOpen() throws Exception {
        List<byte[]> chunks = seal(body(200_000), 200_000);
        for (int kept = 1; kept < chunks.size(); kept++) {
            assertBroken(chunks.subList(0, kept));
        }
        byte[] last = chunks.getLast();
        for (int length : new int[] {0, 15, 16, last.length - 1}) {
            List<byte[]> cut = new ArrayList<>(chunks);
            cut.set(cut.size() - 1, java.util.Arrays.copyOf(last, length));
            assertBroken(cut);
        }
    }

    @Test
    void movedRepeatedOrMissingChunksDoNotOpen() throws Exception {
        List<byte[]> chunks = seal(body(200_000), 200_000);
        List<byte[]> swapped = new ArrayList<>(chunks);
        Collections.swap(swapped, 0, 1);
        assertBroken(swapped);
        List<byte[]> repeated = new ArrayList<>(chunks);
        repeated.add(1, chunks.getFirst());
        assertBroken(repeated);
        assertBroken(chunks.subList(1, chunks.size()));
    }

    @Test
    void anotherKeyOrContextDoesNotOpen() throws Exception {
        List<byte[]> chunks = seal(body(10), 10);
        assertThatThrownBy(() -> open(ContentKey.generate(new SecureRandom()), CONTEXT, chunks))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> open(key, new byte[0], chunks)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void anUnfinishedBodyHasNoEnd() throws Exception {
        List<byte[]> chunks = new ArrayList<>();
        try (ChunkSealer sealer = new ChunkSealer(key, CONTEXT, (index, chunk, last) -> chunks.add(chunk))) {
            sealer.write(body(70_000));
        }
        assertBroken(chunks);
    }

    private void assertBroken(List<byte[]> chunks) {
        assertThatThrownBy(() -> open(chunks)).isInstanceOf(SealBrokenException.class);
    }
}
