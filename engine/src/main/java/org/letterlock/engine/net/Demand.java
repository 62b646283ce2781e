package org.letterlock.engine.net;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One read that a session waits for. The event loop claims it before it takes octets, so that a reader that gives up at the same moment
 * either loses nothing or gets the element.
 */
final class Demand<T> {

    private enum State {
        WAITING,
        CLAIMED,
        WITHDRAWN,
        SETTLED
    }

    private final Grammar<T> grammar;
    private final Thread reader;
    private final long asked = System.nanoTime();
    private final long quietSince;
    private final long idle;
    private final long patience;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    /**
     * @param quietSince when the session last had something to do, on the scale of {@link System#nanoTime}
     * @param idle how many nanoseconds may pass after that, or after the last octet, until the peer counts as gone
     * @param patience how many nanoseconds the reader waits for the whole element; {@link Long#MAX_VALUE} without end
     */
    Demand(Grammar<T> grammar, Thread reader, long quietSince, long idle, long patience) {
        this.grammar = grammar;
        this.reader = reader;
        this.quietSince = quietSince;
        this.idle = idle;
        this.patience = patience;
    }

    boolean isOutOfPatience() {
        return patience != Long.MAX_VALUE && System.nanoTime() - asked >= patience;
    }

    boolean isIdle(long lastOctet) {
        return System.nanoTime() - Math.max(quietSince, lastOctet) >= idle;
    }

    /** How many nanoseconds are left until the reader wants to know that nothing came; not positive when it is so far. */
    long left(long lastOctet) {
        long now = System.nanoTime();
        long idleLeft = idle - (now - Math.max(quietSince, lastOctet));
        return patience == Long.MAX_VALUE ? idleLeft : Math.min(idleLeft, patience - (now - asked));
    }

    /** Lets the reader look at the clock. */
    void remind() {
        LockSupport.unpark(reader);
    }

    Grammar<T> grammar() {
        return grammar;
    }

    /** Event loop: whether the demand is now the loop's to settle. */
    boolean claim() {
        return state.compareAndSet(State.WAITING, State.CLAIMED);
    }

    /** Event loop, after {@link #claim}. */
    void settle(T element) {
        value = element;
        state.set(State.SETTLED);
        LockSupport.unpark(reader);
    }

    /** Event loop: ends the demand with an exception unless it was withdrawn. */
    void fail(RuntimeException reason) {
        if (claim()) {
            failure = reason;
            state.set(State.SETTLED);
            LockSupport.unpark(reader);
        }
    }

    boolean isWithdrawn() {
        return state.get() == State.WITHDRAWN;
    }

    boolean isSettled() {
        return state.get() == State.SETTLED;
    }

    /** Reader: whether the demand is off; if not, it is being settled this moment. */
    boolean withdraw() {
        return state.compareAndSet(State.WAITING, State.WITHDRAWN);
    }

    /** Reader, once settled. */
    Optional<T> result() {
        if (failure != null) {
            throw failure;
        }
        return Optional.ofNullable(value);
    }
}
