package org.letterlock.desktop;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Node;
import org.letterlock.tests.kit.screen.Hand;

/** JavaFX for tests: its one thread, and what lies in a screen. */
public final class Toolkit {

    private Toolkit() {}

    /** Starts it, unless another test did. */
    public static void start() {
        CompletableFuture<Void> started = new CompletableFuture<>();
        try {
            Platform.startup(() -> started.complete(null));
        } catch (IllegalStateException e) {
            started.complete(null);
        }
        await(started);
        Platform.setImplicitExit(false);
    }

    /** What {@code work} comes to on the thread of the screen. */
    public static <T> T onScreen(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                done.complete(work.get());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return await(done);
    }

    /** A node and all that is in it, in the order in which they lie there; also what a control makes of itself when it is first drawn. */
    public static List<Node> all(Node node) {
        return Hand.all(node);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
