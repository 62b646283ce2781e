package org.letterlock.engine.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** SipHash-2-4 of Aumasson and Bernstein: 64 bits that nobody can tell from random ones, or bring to collide, without the key. For short texts, and many of them. */
public final class SipHash {

    /** How many octets a key has. */
    public static final int KEY = 16;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;

    /** @param key {@value #KEY} octets; not kept */
    public SipHash(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key of another length");
        }
        this.key0 = (long) WORDS.get(key, 0);
        this.key1 = (long) WORDS.get(key, Long.BYTES);
    }

    /** The hash of {@code data}. */
    public long hash(byte[] data) {
        State state = new State(key0, key1);
        int whole = data.length & -Long.BYTES;
        for (int at = 0; at < whole; at += Long.BYTES) {
            state.take((long) WORDS.get(data, at));
        }
        long last = (long) data.length << 56;
        for (int at = data.length - 1; at >= whole; at--) {
            last |= (data[at] & 0xffL) << (8 * (at - whole));
        }
        state.take(last);
        return state.end();
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void take(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long end() {
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
