package org.letterlock.engine.store;

import java.util.Arrays;
import java.util.zip.Deflater;

/** Makes octets smaller where that saves something. One thread at a time; closed after use. */
final class Packer implements AutoCloseable {

    static final byte[] DICTIONARY = MailWords.octets();

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

    /**
     * Octets as they are stored.
     *
     * @param format {@link #RAW} or {@link #DEFLATED}
     * @param data what is stored
     */
    record Packed(int format, byte[] data) {

        /** As they are. */
        static final int RAW = 0;

        /** As RFC 1951 says, begun with the dictionary of {@link MailWords}. */
        static final int DEFLATED = 1;

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

    /** {@code octets[0, length)}, as they are or deflated. */
    Packed pack(byte[] octets, int length) {
        byte[] deflated = new byte[length];
        deflater.reset();
        deflater.setDictionary(DICTIONARY);
        deflater.setInput(octets, 0, length);
        deflater.finish();
        int size = deflater.deflate(deflated);
        return deflater.finished() && size < length - length / 16
                ? new Packed(Packed.DEFLATED, Arrays.copyOf(deflated, size))
                : Packed.raw(Arrays.copyOf(octets, length));
    }

    @Override
    public void close() {
        deflater.end();
    }
}
