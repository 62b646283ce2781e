package org.letterlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Something that is being opened while the start goes on with what does not need it.
 *
 * @param <T> what it is
 */
final class Opening<T> {

    private final CompletableFuture<T> opened;

    private Opening(CompletableFuture<T> opened) {
        this.opened = opened;
    }

    /** Begins to open it on a thread of its own. */
    static <T> Opening<T> of(String name, Supplier<T> open) {
        return new Opening<>(CompletableFuture.supplyAsync(
                open, task -> Thread.ofPlatform().name("opening-" + name).start(task)));
    }

    /** Waits until it is open. What went wrong is thrown as it was thrown there. */
    T await() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Waits until it is open or failed, for those who are leaving. */
    void settle() {
        opened.handle((value, failure) -> true).join();
    }
}
