package org.letterlock.engine.store;

import java.time.Duration;

/**
 * Bounds of an account's file.
 *
 * @param memoryOctets how many octets of arriving messages one call may hold in memory
 * @param history how many expunged UIDs a mailbox remembers one by one
 * @param page how many entries one read fetches
 * @param quiet how long nothing must be written before messages are indexed in the background
 */
record StoreLimits(int memoryOctets, int history, int page, Duration quiet) {
    static final StoreLimits DEFAULT = new StoreLimits(1024 * 1024, 50_000, 500, Duration.ofMillis(200));
}
