package org.letterlock.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Overwrites what is left in memory of what was in use: of letters, passwords and keys, after an account was locked. docs/threat-model.md says how far this goes.
 *
 * <p>Memory that native code gives back (SQLite's pages among it) is overwritten by the C library as it is given back, where that is glibc. What the garbage
 * collector leaves is overwritten a moment after an account was locked: everything that lives is moved together, and the rest of the heap is allocated once
 * more, which clears it. That takes some hundredths of a second in which nothing else runs.
 */
final class Remains implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

    /** glibc's M_PERTURB: what is freed is filled with this octet, what is allocated with its complement, zero. */
    private static final int M_PERTURB = -6;

    private static final int FREED = 0xff;

    /** Several accounts that are locked at once, as at the end of a working day, are one occasion. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** The serial collector leaves a little garbage in its place to save time, save at each fourth collection. */
    private static final int COLLECTIONS = 4;

    private static final int CELL = 16 * 1024;

    /** Left alone at the end of the old generation, so that others find room meanwhile. */
    private static final long MARGIN = 64 * 1024;

    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("remains").daemon().factory());
    private final AtomicBoolean wanted = new AtomicBoolean();

    Remains() {
        overwriteWhatIsFreed();
    }

    @SuppressWarnings("restricted") // the one call of the C library that SQLite has no word for
    private static void overwriteWhatIsFreed() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> mallopt = linker.defaultLookup().find("mallopt");
        if (mallopt.isEmpty()) {
            return;
        }
        MethodHandle call = linker.downcallHandle(
                mallopt.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int done = (int) call.invokeExact(M_PERTURB, FREED);
            if (done != 1) {
                LOG.info("freed memory is not overwritten: the C library declines");
            }
        } catch (Throwable e) {
            // What a method handle throws has no narrower type.
            LOG.info("freed memory is not overwritten", e);
        }
    }

    /** Sweeps in a moment, unless that is under way to happen already. */
    void soon() {
        if (!sweeper.isShutdown() && wanted.compareAndSet(false, true)) {
            ScheduledFuture<?> _ = sweeper.schedule(this::sweep, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        wanted.set(false);
        try {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            fillSurvivors();
            fillOldGeneration();
            giveBackNative();
        } catch (OutOfMemoryError e) {
            // Others took the room: it is overwritten by what they put there.
            LOG.debug("the heap was not overwritten to the end");
        } catch (RuntimeException e) {
            // This thread's top.
            LOG.error("what is left in memory was not overwritten", e);
        }
    }

    /** Lets the young generation survive into what is free of the old one. */
    private static void fillOldGeneration() {
        long free = pool("Tenured").map(Remains::free).orElse(0L) - MARGIN;
        if (free <= 0) {
            return;
        }
        if (free > pool("Eden").map(MemoryUsage::getCommitted).orElse(0L)) {
            touch((int) Math.min(free, Integer.MAX_VALUE - 16));
        } else {
            survive(free);
            System.gc();
        }
    }

    /** Each young collection copies what lives from one survivor space into the other, through all of Eden. */
    private static void fillSurvivors() {
        long survivor = pool("Survivor").map(MemoryUsage::getCommitted).orElse(0L);
        long eden = pool("Eden").map(MemoryUsage::getCommitted).orElse(0L);
        for (int i = 0; i < 2; i++) {
            List<byte[]> held = cells(survivor - CELL);
            long made = 0;
            while (made < eden) {
                touch(CELL);
                made += CELL;
            }
            held.clear();
        }
        for (long made = 0; made < eden; made += CELL) {
            touch(CELL);
        }
    }

    private static void survive(long octets) {
        List<byte[]> held = cells(octets);
        System.gc();
        held.clear();
    }

    private static List<byte[]> cells(long octets) {
        List<byte[]> cells = new ArrayList<>();
        for (long made = 0; made < octets; made += CELL) {
            cells.add(new byte[CELL]);
        }
        return cells;
    }

    /** A method of its own, so that the array is garbage when it returns. */
    private static int touch(int octets) {
        byte[] zeros = new byte[octets];
        return zeros[octets - 1];
    }

    private static Optional<MemoryUsage> pool(String name) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains(name))
                .map(MemoryPoolMXBean::getUsage)
                .findFirst();
    }

    private static long free(MemoryUsage usage) {
        return usage.getCommitted() - usage.getUsed();
    }

    /** Gives whole free pages of native memory back to the system. */
    @SuppressWarnings("restricted") // as above
    private static void giveBackNative() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
        if (trim.isEmpty()) {
            return;
        }
        MethodHandle call =
                linker.downcallHandle(trim.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            int done = (int) call.invokeExact(0L);
            LOG.debug("native memory given back: {}", done);
        } catch (Throwable e) {
            // What a method handle throws has no narrower type.
            LOG.debug("native memory is not given back", e);
        }
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
