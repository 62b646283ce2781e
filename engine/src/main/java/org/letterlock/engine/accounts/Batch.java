package org.letterlock.engine.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.intake.Intake.EntryId;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.Arriving;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entries that move in together. Making them ready is most of the work, so that is done by several threads; their order stays. */
final class Batch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /** So few are not worth another thread. */
    private static final int FEW = 4;

    private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    private final Inflow inflow;
    private final List<EntryId> entries;
    private final long mostOctets;
    private final AtomicReferenceArray<@Nullable Prepared> prepared;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong octets = new AtomicLong();

    private final ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor();
    private final Runnable closing;

    private Batch(Inflow inflow, List<EntryId> entries, long mostOctets, Runnable closing) {
        this.inflow = inflow;
        this.entries = entries;
        this.mostOctets = mostOctets;
        this.prepared = new AtomicReferenceArray<>(entries.size());
        this.closing = closing;
    }

    /**
     * Begins to make the first of {@code entries} ready, so many that they have about {@code mostOctets}, one at least.
     *
     * @param closing runs when the batch is closed
     */
    static Batch begin(Inflow inflow, List<EntryId> entries, long mostOctets, Runnable closing) {
        Batch batch = new Batch(inflow, entries, mostOctets, closing);
        for (int i = 0; i < LANES && entries.size() > FEW; i++) {
            batch.lanes.execute(batch::helpPreparing);
        }
        return batch;
    }

    /**
     * Helps until there is nothing left to begin.
     *
     * @return whether all entries were begun, and not only so many that their octets suffice
     * @throws DatabaseException when a file failed
     */
    boolean help() {
        prepareSome();
        return next.get() >= entries.size();
    }

    /**
     * Waits until those that were begun are ready.
     *
     * @throws DatabaseException when a file failed
     */
    void await() {
        lanes.close();
        for (Broken each : broken()) {
            if (each.failure() instanceof DatabaseException failure) {
                throw failure;
            }
        }
    }

    private void helpPreparing() {
        try {
            prepareSome();
        } catch (DatabaseException e) {
            LOG.debug("a thread cannot help to make letters ready; who waits for them is told", e);
        }
    }

    private void prepareSome() {
        try (Inflow.Preparation preparation = inflow.preparation()) {
            while (octets.get() < mostOctets) {
                int index = next.getAndIncrement();
                if (index >= entries.size()) {
                    return;
                }
                prepared.set(index, prepare(preparation, entries.get(index)));
            }
        }
    }

    private Prepared prepare(Inflow.Preparation preparation, EntryId entry) {
        try {
            Arriving letter = preparation.prepare(entry);
            octets.addAndGet(letter.octets());
            return new Ready(entry, letter);
        } catch (RuntimeException e) {
            if (e instanceof DatabaseException) {
                octets.set(mostOctets);
            }
            return new Broken(entry, e);
        } catch (StackOverflowError e) {
            // A letter that is built to do this must not stop the others.
            return new Broken(entry, new IllegalStateException("a letter nested too deeply", e));
        }
    }

    /** Those that can move in, in their order. */
    List<Ready> ready() {
        return all(Ready.class);
    }

    /** Those that cannot. */
    List<Broken> broken() {
        return all(Broken.class);
    }

    private <P extends Prepared> List<P> all(Class<P> kind) {
        List<P> found = new ArrayList<>();
        for (int i = 0; i < prepared.length(); i++) {
            if (kind.isInstance(prepared.get(i))) {
                found.add(kind.cast(prepared.get(i)));
            }
        }
        return found;
    }

    /** The place of the last entry it was begun with; zero without one. */
    long lastBegun() {
        return entries.isEmpty() ? 0 : entries.getLast().seq();
    }

    /** How many entries it was begun with. */
    int size() {
        return entries.size();
    }

    /** The place of the last entry that was looked at, or {@code otherwise}. */
    long last(long otherwise) {
        long last = otherwise;
        for (int i = 0; i < prepared.length(); i++) {
            Prepared each = prepared.get(i);
            last = each == null ? last : each.entry().seq();
        }
        return last;
    }

    /** Lets go of what did not move in. */
    @Override
    public void close() {
        lanes.close();
        closing.run();
        ready().forEach(Batch::letGo);
    }

    private static void letGo(Ready each) {
        try {
            each.letter().close();
        } catch (DatabaseException e) {
            // What was written ahead is erased when the file opens the next time.
            LOG.warn("an unfinished letter stays in the file until it is opened again: {}", e.getMessage());
        }
    }

    /** An entry that was looked at. */
    sealed interface Prepared {
        EntryId entry();
    }

    record Ready(EntryId entry, Arriving letter) implements Prepared {}

    record Broken(EntryId entry, RuntimeException failure) implements Prepared {}
}
