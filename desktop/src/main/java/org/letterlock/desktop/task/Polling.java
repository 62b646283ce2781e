package org.letterlock.desktop.task;

import java.time.Duration;
import java.util.List;

/**
 * Asks again and again, in growing pauses, until what is waited for came; and nobody while nobody looks. For the screen's thread alone. Whoever asks calls {@link #again} when an
 * answer came that was not the last.
 */
public final class Polling {

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            Duration.ofSeconds(13),
            Duration.ofSeconds(20));

    private final Tasks tasks;
    private final Runnable ask;
    private boolean wanted;
    private boolean watched = true;
    private int asked;
    private Tasks.Running pause = () -> {};

    /** @param ask begins to ask */
    public Polling(Tasks tasks, Runnable ask) {
        this.tasks = tasks;
        this.ask = ask;
    }

    /** Something is waited for from now on. */
    public void begin() {
        wanted = true;
        asked = 0;
        again();
    }

    /** Asks after the next pause, where that is still wanted. */
    public void again() {
        pause.cancel();
        if (wanted && watched) {
            Duration next = PAUSES.get(Math.min(asked, PAUSES.size() - 1));
            asked++;
            pause = tasks.later(next, ask);
        }
    }

    /** Nothing is waited for any more. */
    public void stop() {
        wanted = false;
        pause.cancel();
    }

    /** Nobody looks: nobody is asked until {@link #watch}. */
    public void rest() {
        watched = false;
        pause.cancel();
    }

    /** Somebody looks again. */
    public void watch() {
        if (!watched) {
            watched = true;
            asked = 0;
            again();
        }
    }
}
