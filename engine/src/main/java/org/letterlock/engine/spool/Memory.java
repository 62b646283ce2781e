package org.letterlock.engine.spool;

import java.util.concurrent.atomic.AtomicLong;

/** How many octets all spools may hold in memory together. */
final class Memory {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    Memory(long most) {
        this.most = most;
    }

    /** Takes {@code octets} if they are free. */
    boolean take(int octets) {
        if (used.addAndGet(octets) <= most) {
            return true;
        }
        used.addAndGet(-octets);
        return false;
    }

    void giveBack(int octets) {
        used.addAndGet(-octets);
    }

    long used() {
        return used.get();
    }
}
