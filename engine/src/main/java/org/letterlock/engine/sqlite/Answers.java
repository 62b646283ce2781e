package org.letterlock.engine.sqlite;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Waiting for work on another thread as if it ran on this one. */
final class Answers {

    private Answers() {}

    /** Runs {@code work} at the top of a thread: whatever it throws is the caller's. */
    static <T> void give(Supplier<T> work, CompletableFuture<T> answer) {
        try {
            answer.complete(work.get());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** The answer, or what the work threw. An interrupt does not end the wait: whether the work was done would be unknown. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw e;
            }
        }
    }
}
