package org.letterlock.engine.store;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.Packer.Packed;

/** Gives back octets that a {@link Packer} packed; kept for many of them, because it is dear to make. One thread at a time; closed after use. */
final class Unpacker implements AutoCloseable {

    private static final ZstdDictDecompress WORDS = new ZstdDictDecompress(MailWords.octets());

    private @Nullable ZstdDecompressCtx context;

    /**
     * The octets themselves.
     *
     * @param length how many they are
     * @throws DatabaseException with {@link DatabaseException.Reason#DAMAGED}
     */
    byte[] octets(Packed packed, int length) {
        if (packed.format() == Packed.PACKED) {
            return unpack(packed.data(), length);
        }
        if (packed.format() != Packed.RAW || packed.data().length != length) {
            throw damaged();
        }
        return packed.data();
    }

    private byte[] unpack(byte[] data, int length) {
        byte[] octets = new byte[length];
        try {
            if (context().decompressByteArray(octets, 0, length, data, 0, data.length) != length) {
                throw damaged();
            }
            return octets;
        } catch (ZstdException e) {
            throw new DatabaseException(DatabaseException.Reason.DAMAGED, "account: some octets do not unpack", e);
        }
    }

    private ZstdDecompressCtx context() {
        ZstdDecompressCtx made = context;
        if (made == null) {
            made = new ZstdDecompressCtx().loadDict(WORDS);
            context = made;
        }
        return made;
    }

    private static DatabaseException damaged() {
        return new DatabaseException(DatabaseException.Reason.DAMAGED, "account: some octets have another length");
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }
}
