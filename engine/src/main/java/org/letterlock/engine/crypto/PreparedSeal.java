package org.letterlock.engine.crypto;

import java.util.Arrays;

/**
 * A seal in the making: its fresh keys, and the key that they give with the recipient's. That is nearly all the work, and needs nothing of what is to be
 * sealed. Seals once; for one thread at a time.
 */
public final class PreparedSeal implements AutoCloseable {

    private final byte[] header;
    private final byte[] key;
    private boolean used;

    PreparedSeal(byte[] header, byte[] key) {
        this.header = header;
        this.key = key;
    }

    /**
     * Seals {@code secret}.
     *
     * @param context what the sealed octets are for; opening needs the same
     * @throws IllegalStateException when it has sealed before, or is closed: its key is for one message
     */
    public byte[] seal(byte[] secret, byte[] context) {
        if (used) {
            throw new IllegalStateException("a prepared seal seals once");
        }
        used = true;
        return Encodings.join(
                header, Aead.encrypt(Aead.key(key), new byte[Aead.NONCE], secret, 0, secret.length, header, context));
    }

    /** Forgets the key. */
    @Override
    public void close() {
        used = true;
        Arrays.fill(key, (byte) 0);
    }
}
