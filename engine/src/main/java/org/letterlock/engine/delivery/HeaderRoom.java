package org.letterlock.engine.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many octets the headers of all letters on their way may take together: however many clients begin a letter and never end it, the rest of the program
 * keeps its memory. Safe for any number of threads.
 */
public final class HeaderRoom {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    /** @param most octets in all */
    public HeaderRoom(long most) {
        this.most = most;
    }

    /** A sixteenth of the heap. */
    public static HeaderRoom ofHeap() {
        return new HeaderRoom(Runtime.getRuntime().maxMemory() / 16);
    }

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
}
