package org.letterlock.desktop.task;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.FailureException;

/** Each piece of work on a virtual thread of its own. */
public final class BesideTheScreen implements Tasks {

    private static final Logger LOG = System.getLogger(BesideTheScreen.class.getName());

    private final Executor screen;

    /** @param screen the screen's thread */
    public BesideTheScreen(Executor screen) {
        this.screen = screen;
    }

    @Override
    public <T> Running run(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
        AtomicBoolean wanted = new AtomicBoolean(true);
        Thread thread = Thread.ofVirtual().start(() -> {
            Runnable end = outcome(work, done, failed);
            screen.execute(() -> {
                if (wanted.get()) {
                    end.run();
                }
            });
        });
        return () -> {
            wanted.set(false);
            thread.interrupt();
        };
    }

    private static <T> Runnable outcome(Work<T> work, Consumer<T> done, Consumer<Problem> failed) {
        try {
            T result = work.run();
            return () -> done.accept(result);
        } catch (ProblemException e) {
            return () -> failed.accept(e.problem());
        } catch (FailureException e) {
            return () -> failed.accept(Problem.of(e.failure()));
        } catch (Throwable e) {
            // The thread's top: a bug of ours is told, not lost; nor is want of memory, for the screen would wait for
            // ever.
            LOG.log(Level.ERROR, "Work failed", e);
            return () -> failed.accept(Problem.of("app", "bug", Map.of(), String.valueOf(e)));
        }
    }

    @Override
    public void onScreen(Runnable change) {
        screen.execute(change);
    }

    @Override
    public Running later(Duration pause, Runnable change) {
        AtomicBoolean wanted = new AtomicBoolean(true);
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, screen)
                .execute(() -> {
                    if (wanted.get()) {
                        change.run();
                    }
                });
        return () -> wanted.set(false);
    }
}
