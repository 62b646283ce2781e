package org.letterlock.engine.keys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The key of one account: 32 octets outside the heap, zeroed on close. Safe for any number of threads. */
public final class AccountKey implements AutoCloseable {

    /** Its length in octets. */
    public static final int LENGTH = 32;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment = arena.allocate(LENGTH);
    private final ReentrantLock lock = new ReentrantLock();

    private AccountKey() {}

    /** A new key. */
    public static AccountKey generate(SecureRandom random) {
        byte[] octets = new byte[LENGTH];
        random.nextBytes(octets);
        return take(octets);
    }

    /**
     * The key in {@code octets}, which are cleared.
     *
     * @throws IllegalArgumentException when it has another length
     */
    public static AccountKey take(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("not an account key");
        }
        AccountKey key = new AccountKey();
        MemorySegment.copy(octets, 0, key.segment, ValueLayout.JAVA_BYTE, 0, LENGTH);
        Arrays.fill(octets, (byte) 0);
        return key;
    }

    /**
     * Lends the key to {@code action} as an array that is cleared afterwards: it must be neither kept nor returned. A {@link #close} meanwhile waits.
     *
     * @throws IllegalStateException when it is closed
     */
    public <T> T use(Function<byte[], T> action) {
        lock.lock();
        byte[] octets = new byte[LENGTH];
        try {
            if (isClosed()) {
                throw new IllegalStateException("account key is closed");
            }
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, octets, 0, LENGTH);
            return action.apply(octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
            lock.unlock();
        }
    }

    /** The same key, to be closed on its own. */
    public AccountKey copy() {
        return use(octets -> take(octets.clone()));
    }

    /** Whether {@code other} is the same key; takes the same time either way. */
    public boolean isSameAs(AccountKey other) {
        return use(own -> other.use(theirs -> MessageDigest.isEqual(own, theirs)));
    }

    /** Whether it is gone. */
    public boolean isClosed() {
        return !arena.scope().isAlive();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed()) {
                segment.fill((byte) 0);
                arena.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "AccountKey";
    }
}
