package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.store.SearchExpression.Body;
import org.letterlock.engine.store.SearchExpression.Fuzzy;
import org.letterlock.engine.store.SearchExpression.Header;

/** Who looks on while a search runs, and what others do meanwhile. */
final class SearchProgressTest {

    private static final int LETTERS = 150;

    @AutoClose
    private final TestStore test;

    SearchProgressTest(@TempDir Path folder) {
        test = new TestStore(folder);
        for (int i = 0; i < LETTERS; i++) {
            test.append("INBOX", TestStore.letter("letter " + i, "needle"));
        }
    }

    private long[] search(SearchExpression expression, SearchProgress progress) {
        return TestStore.longs(
                test.store().search(test.inbox(), expression, new SearchLimits(Duration.ofMinutes(5), progress)));
    }

    @Test
    void countsTowardsWhatThereIs() {
        for (SearchExpression expression :
                List.of(new Body("needle"), new Fuzzy(new Body("neeedle")), new Header("Subject", "letter"))) {
            List<Long> done = new ArrayList<>();
            assertThat(search(expression, (now, goal) -> {
                        if (goal > 0) {
                            assertThat(goal).isEqualTo(LETTERS);
                            done.add(now);
                        }
                    }))
                    .hasSize(LETTERS);
            assertThat(done).containsExactly(0L, 64L, 128L);
        }
    }

    @Test
    void endsWhereWhoLooksOnWantsNoMore() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> search(new Body("needle"), (done, _) -> {
                    calls.incrementAndGet();
                    if (done > 0) {
                        throw new IllegalStateException("gone");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gone");
        int ended = calls.get();
        assertThat(search(new Body("needle"), SearchProgress.UNWATCHED)).hasSize(LETTERS);
        assertThat(calls).hasValue(ended);
    }

    /** One search stands still in the middle; letters come, are read and found meanwhile. */
    @Test
    void keepsNobodyWaiting() throws Exception {
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<long[]> slow = threads.submit(() -> search(new Body("needle"), (done, _) -> {
                if (done > 0) {
                    inTheMiddle.countDown();
                    await(goOn);
                }
            }));
            try {
                await(inTheMiddle);
                long uid = test.append("INBOX", TestStore.letter("new", "needle too"));
                assertThat(search(new Body("needle too"), SearchProgress.UNWATCHED))
                        .containsExactly(uid);
                assertThat(test.fetch(test.inbox())).hasSize(LETTERS + 1);
                assertThat(slow).isNotDone();
            } finally {
                goOn.countDown();
            }
            assertThat(slow.get(1, TimeUnit.MINUTES)).hasSize(LETTERS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
