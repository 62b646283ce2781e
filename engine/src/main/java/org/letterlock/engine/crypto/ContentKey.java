package org.letterlock.engine.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The key of one body: 32 octets that encrypt it once, in chunks. Chunks bear their place and whether they are the last; the package's doc has the format. Safe
 * for any thread.
 */
public final class ContentKey implements AutoCloseable {

    /** How many octets of a body a chunk holds; the last one may hold fewer. */
    public static final int CHUNK = 65536;

    /** How many octets a chunk grows by encryption. */
    public static final int OVERHEAD = Aead.TAG;

    /** How many octets a key has. */
    public static final int LENGTH = Aead.KEY;

    private static final byte[] LABEL = "letterlock chunk 1".getBytes(US_ASCII);

    private final byte[] octets;

    private ContentKey(byte[] octets) {
        this.octets = octets;
    }

    /** A new key. */
    public static ContentKey generate(SecureRandom random) {
        byte[] octets = new byte[LENGTH];
        random.nextBytes(octets);
        return new ContentKey(octets);
    }

    /**
     * The key with these octets.
     *
     * @param octets 32; copied
     */
    public static ContentKey of(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("a content key has 32 octets");
        }
        return new ContentKey(octets.clone());
    }

    /** The octets of the key. A secret: the caller clears them. */
    public byte[] octets() {
        return octets.clone();
    }

    /**
     * Encrypts a chunk. The same index must not be encrypted twice.
     *
     * @param index 0 for the first
     * @param last whether the body ends with it
     * @param length at most {@link #CHUNK}
     * @param context what the body is for
     */
    public byte[] sealChunk(long index, boolean last, byte[] text, int offset, int length, byte[] context) {
        if (length > CHUNK) {
            throw new IllegalArgumentException("a chunk is too long");
        }
        return Aead.encrypt(Aead.key(octets), nonce(index, last), text, offset, length, LABEL, context);
    }

    /**
     * Decrypts a chunk.
     *
     * @throws SealBrokenException when it was changed, is another one, or belongs to another body
     */
    public byte[] openChunk(long index, boolean last, byte[] sealed, byte[] context) {
        if (sealed.length > CHUNK + OVERHEAD) {
            throw new SealBrokenException("a sealed chunk is too long");
        }
        return Aead.decrypt(Aead.key(octets), nonce(index, last), sealed, 0, sealed.length, LABEL, context);
    }

    private static byte[] nonce(long index, boolean last) {
        return ByteBuffer.allocate(Aead.NONCE)
                .putLong(index)
                .putInt(last ? 1 : 0)
                .array();
    }

    /** How many chunks a body of {@code length} octets has; an empty one has one. */
    public static long chunks(long length) {
        return Math.max(1, Math.ceilDiv(length, CHUNK));
    }

    /** Overwrites the key. It encrypts and opens nothing useful afterwards. */
    @Override
    public void close() {
        Arrays.fill(octets, (byte) 0);
    }
}
