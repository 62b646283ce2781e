package org.letterlock.engine.store;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.Packer.Packed;

/** Gives back octets that a {@link Packer} packed; kept for many of them, because it is dear to make. One thread at a time; closed after use. */
final class Unpacker implements AutoCloseable {

    private @Nullable Inflater inflater;

    /**
     * The octets themselves.
     *
     * @param length how many they are
     * @throws DatabaseException with {@link DatabaseException.Reason#DAMAGED}
     */
    byte[] octets(Packed packed, int length) {
        if (packed.format() == Packed.DEFLATED) {
            return inflate(packed.data(), length);
        }
        if (packed.format() != Packed.RAW || packed.data().length != length) {
            throw damaged();
        }
        return packed.data();
    }

    private byte[] inflate(byte[] data, int length) {
        Inflater clean = clean();
        byte[] octets = new byte[length];
        try {
            clean.setDictionary(Packer.DICTIONARY);
            clean.setInput(data);
            if (clean.inflate(octets) != length) {
                throw damaged();
            }
            return octets;
        } catch (DataFormatException e) {
            throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: some octets do not inflate", e);
        }
    }

    private Inflater clean() {
        Inflater used = inflater;
        if (used == null) {
            Inflater made = new Inflater(true);
            inflater = made;
            return made;
        }
        used.reset();
        return used;
    }

    private static DatabaseException damaged() {
        return new DatabaseException(DatabaseException.Reason.DAMAGED, "account: some octets have another length");
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
