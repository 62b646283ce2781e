package org.letterlock.engine.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.letterlock.engine.crypto.ChunkOpener;
import org.letterlock.engine.crypto.ChunkSealer;
import org.letterlock.engine.crypto.ChunkSource;
import org.letterlock.engine.crypto.ContentKey;

/**
 * The file of one spool: sealed chunks one after the other, under a key that is kept nowhere but here. It is written and never forced: it is worth nothing after
 * a crash. Written by one thread, then read by any.
 */
final class SpoolFile implements AutoCloseable {

    private static final byte[] CONTEXT = {};
    private static final int SEALED = ContentKey.CHUNK + ContentKey.OVERHEAD;

    private final Path file;
    private final FileChannel channel;
    private final ContentKey key;
    private final ChunkSealer sealer;
    private long chunks;

    private SpoolFile(Path file, FileChannel channel, ContentKey key) {
        this.file = file;
        this.channel = channel;
        this.key = key;
        this.sealer = new ChunkSealer(key, CONTEXT, (index, octets, last) -> {
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            chunks = index + 1;
        });
    }

    static SpoolFile create(Path folder, String suffix, SecureRandom random) throws IOException {
        byte[] name = new byte[16];
        random.nextBytes(name);
        Path file = folder.resolve(HexFormat.of().formatHex(name) + suffix);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new SpoolFile(file, channel, ContentKey.generate(random));
    }

    void write(byte[] octets, int offset, int length) throws IOException {
        sealer.write(octets, offset, length);
    }

    void finish() throws IOException {
        sealer.finish();
    }

    InputStream open() {
        return new ChunkOpener(key, CONTEXT, this::chunk);
    }

    private ChunkSource.SealedChunk chunk(long index) throws IOException {
        long at = index * SEALED;
        byte[] octets = new byte[(int) Math.min(SEALED, channel.size() - at)];
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("a spool was cut short");
            }
        }
        return new ChunkSource.SealedChunk(octets, index == chunks - 1);
    }

    @Override
    public void close() throws IOException {
        sealer.close();
        key.close();
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
