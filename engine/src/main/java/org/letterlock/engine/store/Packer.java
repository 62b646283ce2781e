package org.letterlock.engine.store;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.letterlock.engine.sqlite.DatabaseException;

/** Makes octets smaller where that saves something. One thread at a time; closed after use. */
final class Packer implements AutoCloseable {

    private static final byte[] DICTIONARY = MailWords.octets();

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
            if (format == DEFLATED) {
                return inflate(data, length);
            }
            if (format != RAW || data.length != length) {
                throw damaged();
            }
            return data;
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

    private static byte[] inflate(byte[] data, int length) {
        byte[] octets = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            inflater.setInput(data);
            int size = inflater.inflate(octets);
            if (size != length) {
                throw damaged();
            }
            return octets;
        } catch (DataFormatException e) {
            throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: some octets do not inflate", e);
        } finally {
            inflater.end();
        }
    }

    private static DatabaseException damaged() {
        return new DatabaseException(DatabaseException.Reason.DAMAGED, "account: some octets have another length");
    }

    @Override
    public void close() {
        deflater.end();
    }
}
