package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.store.AccountStore.FlagChange;

/** Many threads on one account. */
class ConcurrencyTest {

    @TempDir
    Path folder;

    @Test
    void givesEachOfManyAppendsItsOwnUid() throws Exception {
        try (TestStore test = new TestStore(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Uid>>> appends = new ArrayList<>();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Callable<List<Uid>> append = () -> test.append(
                        test.inbox(), TestStore.octets(TestStore.letter("many", "x".repeat(3000))), Flag.FLAGGED);
                appends.add(threads.submit(append));
                others.add(threads.submit(() -> test.store()
                        .changeFlags(
                                test.inbox(),
                                TestStore.set(1, 2, 3, 50, 51),
                                FlagChange.ADD,
                                Set.of(Flag.DELETED),
                                Optional.empty())));
                if (i % 20 == 0) {
                    others.add(threads.submit(() -> test.store().expunge(test.inbox(), Optional.empty())));
                    others.add(threads.submit(() -> test.search("INBOX", new SearchExpression.Subject("many"))));
                }
            }
            for (Future<?> other : others) {
                other.get();
            }
            Set<Uid> uids = new HashSet<>();
            for (Future<List<Uid>> append : appends) {
                assertThat(uids.addAll(append.get())).isTrue();
            }
            assertThat(uids).hasSize(200);
        }
    }
}
