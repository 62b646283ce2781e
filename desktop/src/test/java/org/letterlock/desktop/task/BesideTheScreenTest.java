package org.letterlock.desktop.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The crossing between what waits and the screen. */
final class BesideTheScreenTest {

    private final BlockingQueue<Runnable> screen = new LinkedBlockingQueue<>();
    private final BesideTheScreen tasks = new BesideTheScreen(screen::add);

    @Test
    void doesNothingAfterAPauseThatWasCancelled() throws InterruptedException {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        tasks.later(Duration.ofMillis(1), () -> done.add("cancelled")).cancel();
        tasks.later(Duration.ofMillis(5), () -> done.add("wanted"));
        while (done.isEmpty()) {
            Runnable next = screen.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("what the screen is to do").isNotNull();
            next.run();
        }
        assertThat(done).containsExactly("wanted");
    }

    @Test
    void tellsTheScreenOfWhatNoProgramExpects() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        tasks.run(
                () -> {
                    throw new OutOfMemoryError("as much as a file asks for");
                },
                done -> told.add("done"),
                problem -> told.add(problem.area() + "." + problem.code()));
        Runnable next = screen.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("what the screen is to do").isNotNull();
        next.run();
        assertThat(told).containsExactly("app.bug");
    }
}
