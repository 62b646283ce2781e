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
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    Demand(Grammar<T> grammar, Thread reader) {
        this.grammar = grammar;
        this.reader = reader;
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
