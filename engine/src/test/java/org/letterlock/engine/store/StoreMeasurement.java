package org.letterlock.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore.FlagChange;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.AccountStore.Want;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how fast this machine does what accounts do all day; asserts nothing about time. */
@Tag("long")
class StoreMeasurement {

    private static final Logger LOG = LoggerFactory.getLogger(StoreMeasurement.class);
    private static final int LETTERS = 10_000;

    @TempDir
    Path folder;

    @Test
    void measuresTenThousandLettersOfTenKilobytes() throws InterruptedException {
        try (TestStore test = new TestStore(folder, StoreLimits.DEFAULT)) {
            MailboxId inbox = test.inbox();
            append(test, inbox, 1, 500);
            append(test, inbox, 1, 1500);
            append(test, inbox, 16, LETTERS - 2000);
            time(
                    "view",
                    1,
                    () -> assertThat(test.store().view(inbox).orElseThrow().uids())
                            .hasSize(LETTERS));
            time("status", 1, () -> test.store().status(inbox));
            time("fetch of flags", LETTERS, () -> assertThat(test.fetch(inbox)).hasSize(LETTERS));
            time("fetch of all", LETTERS, () -> test.fetch(inbox, Want.ENVELOPE, Want.STRUCTURE, Want.PREVIEW));
            time("index", LETTERS, () -> test.store().settle());
            time(
                    "search for text",
                    1,
                    () -> assertThat(test.search("INBOX", new SearchExpression.Body("w777 ")))
                            .isNotEmpty());
            time("search for two letters", 1, () -> test.search("INBOX", new SearchExpression.Body("zq")));
            time("search in headers", 1, () -> test.search("INBOX", new SearchExpression.Header("X-Y", "1")));
            UidSet all = UidSet.of(List.of(new UidSet.Range(1, LETTERS)));
            time(
                    "flag",
                    LETTERS,
                    () -> test.store().changeFlags(inbox, all, FlagChange.ADD, Set.of(Flag.DELETED), Optional.empty()));
            time("copy", LETTERS, () -> test.store().copy(inbox, all, test.id("Archive")));
            time("expunge", LETTERS, () -> test.store().expunge(inbox, Optional.empty()));
        }
    }

    @Test
    void measuresALetterOfAHundredMegabytes() {
        try (TestStore test = new TestStore(folder, StoreLimits.DEFAULT)) {
            long size = 100L * 1024 * 1024;
            Octets large = new Octets() {
                @Override
                public long length() {
                    return size;
                }

                @Override
                public InputStream open() {
                    return new Lines(size);
                }
            };
            Peak before = Peak.reset();
            time("append of 100 MB", 1, () -> test.append(test.inbox(), large));
            LOG.info("FIGURES heap while appending: {} MB above {} MB", before.growth(), before.start() >> 20);
            time("reading of 100 MB", 1, () -> {
                try (AccountStore.MessageContent content = test.store()
                                .content(test.fetch(test.inbox()).getFirst().id())
                                .orElseThrow();
                        InputStream in = content.open()) {
                    assertThat(in.transferTo(java.io.OutputStream.nullOutputStream()))
                            .isEqualTo(size);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    /** The heap in use right after collections, at its highest. */
    private record Peak(long start) {
        private static Peak reset() {
            java.lang.management.ManagementFactory.getMemoryMXBean().gc();
            java.lang.management.ManagementFactory.getMemoryPoolMXBeans()
                    .forEach(java.lang.management.MemoryPoolMXBean::resetPeakUsage);
            return new Peak(java.lang.management.ManagementFactory.getMemoryMXBean()
                    .getHeapMemoryUsage()
                    .getUsed());
        }

        private long growth() {
            java.lang.management.ManagementFactory.getMemoryMXBean().gc();
            long used = java.lang.management.ManagementFactory.getMemoryMXBean()
                    .getHeapMemoryUsage()
                    .getUsed();
            return (used - start) >> 20;
        }
    }

    /** A header, then lines of base64 that do not repeat. */
    private static final class Lines extends InputStream {
        private final long size;
        private final byte[] header =
                "Subject: large\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        private long at;

        private Lines(long size) {
            this.size = size;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = 0;
            for (int next = 0; count < length && next >= 0; ) {
                next = read();
                if (next >= 0) {
                    target[offset + count++] = (byte) next;
                }
            }
            return count == 0 && length > 0 ? -1 : count;
        }

        @Override
        public int read() {
            if (at >= size) {
                return -1;
            }
            long position = at++;
            if (position < header.length) {
                return header[(int) position];
            }
            int column = (int) ((position - header.length) % 78);
            long mixed = position * 0x9E3779B97F4A7C15L;
            return column == 76 ? '\r' : column == 77 ? '\n' : 'A' + (int) ((mixed >>> 40) % 26);
        }
    }

    private static void append(TestStore test, MailboxId inbox, int threads, int letters) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int seed = i;
            running.add(Thread.ofVirtual().start(() -> {
                Random random = new Random(seed);
                for (int j = 0; j < letters / threads; j++) {
                    StringBuilder body = new StringBuilder();
                    while (body.length() < 9_700) {
                        body.append('w').append(random.nextInt(5000)).append(random.nextInt(12) == 0 ? "\r\n" : " ");
                    }
                    Octets letter = TestStore.octets(TestStore.letter("letter " + seed + "-" + j, body.toString()));
                    test.store().append(inbox, List.of(new NewMessage(letter, Set.of(), TestStore.RECEIVED)));
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        report("append with " + threads + " threads", letters, System.nanoTime() - start);
    }

    private static void time(String what, int count, Runnable work) {
        long start = System.nanoTime();
        work.run();
        report(what, count, System.nanoTime() - start);
    }

    private static void report(String what, int count, long nanos) {
        LOG.info(
                "FIGURES {}: {} ms, {} a second", what, nanos / 1_000_000, count * 1_000_000_000L / Math.max(1, nanos));
    }
}
