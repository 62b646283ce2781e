package org.letterlock.engine.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import java.util.Arrays;

/** Makes octets smaller where that saves something; kept for many of them, because it is dear to make. One thread at a time; closed after use. */
final class Packer implements AutoCloseable {

    /** Level 3 takes half as long again and saves a hundredth. */
    private static final int LEVEL = 1;

    private static final ZstdDictCompress WORDS = new ZstdDictCompress(MailWords.octets(), LEVEL);

    private final ZstdCompressCtx context = new ZstdCompressCtx().loadDict(WORDS);

    /** Where a frame is made, before it is known how long it is. */
    private byte[] frame = new byte[0];

    /**
     * Octets as they are stored.
     *
     * @param format {@link #RAW} or {@link #PACKED}
     * @param data what is stored
     */
    record Packed(int format, byte[] data) {

        /** As they are. */
        static final int RAW = 0;

        /** A frame of Zstandard (RFC 8878 §3), with the words of {@link MailWords} as what goes before (§5). */
        static final int PACKED = 1;

        static Packed raw(byte[] octets) {
            return new Packed(RAW, octets);
        }

        /**
         * The octets themselves.
         *
         * @param length how many they are
         */
        byte[] octets(int length) {
            try (Unpacker unpacker = new Unpacker()) {
                return unpacker.octets(this, length);
            }
        }
    }

    /** {@code octets[0, length)}, as they are or packed. */
    Packed pack(byte[] octets, int length) {
        int most = (int) Zstd.compressBound(length);
        if (frame.length < most) {
            frame = new byte[most];
        }
        int size = context.compressByteArray(frame, 0, frame.length, octets, 0, length);
        return size < length - length / 16
                ? new Packed(Packed.PACKED, Arrays.copyOf(frame, size))
                : Packed.raw(Arrays.copyOf(octets, length));
    }

    @Override
    public void close() {
        context.close();
    }
}
