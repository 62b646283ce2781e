package org.letterlock.engine.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.sqlite.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive on its way: written on a virtual thread of its own, a few parts ahead of whoever fetches them. It ends broken when the writer fails, when it is
 * {@linkplain #end ended}, and when nobody fetches for a while. Safe for any number of threads; parts come in order to one that fetches.
 */
public final class Export {

    /** How many octets a part has at most. */
    public static final int PART_OCTETS = 192 * 1024;

    private static final int PARTS_AHEAD = 2;

    private static final String ENDED = "it was ended";

    private static final Logger LOG = LoggerFactory.getLogger(Export.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private final Duration patience;
    private final Runnable afterwards;
    private State state = State.WRITING;
    private long letters;

    private enum State {
        WRITING,
        WHOLE,
        BROKEN
    }

    /** Writes an archive. */
    @FunctionalInterface
    public interface Source {
        /**
         * Writes all of it.
         *
         * @return how many letters it has
         */
        long write(OutputStream out) throws IOException;
    }

    /** What comes next. */
    public sealed interface Step {
        /**
         * The next octets; none where none were ready in time.
         *
         * @param octets at most {@link #PART_OCTETS}; whoever gets them overwrites them
         */
        record Octets(byte[] octets) implements Step {}

        /**
         * That was all.
         *
         * @param letters how many there are
         */
        record Whole(long letters) implements Step {}

        /** There will be no more, and what was fetched is not whole. */
        record Broken() implements Step {}
    }

    private Export(Duration patience, Runnable afterwards) {
        this.patience = patience;
        this.afterwards = afterwards;
    }

    /**
     * Begins.
     *
     * @param patience how long a part waits to be fetched
     * @param afterwards run once when all of it was fetched, or it is broken
     */
    public static Export start(Source source, Duration patience, Runnable afterwards) {
        Export export = new Export(patience, afterwards);
        Thread.ofVirtual().name("export").start(() -> export.run(source));
        return export;
    }

    private void run(Source source) {
        try (Parts out = new Parts()) {
            long count = source.write(out);
            out.flush();
            letters = count;
            settle(State.WHOLE);
            awaitFetched();
        } catch (IOException | DatabaseException e) {
            LOG.info("an export was broken off: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("an export failed", e);
        } finally {
            settle(State.BROKEN);
            afterwards.run();
        }
    }

    private void settle(State end) {
        lock.lock();
        try {
            if (state == State.WRITING || (state == State.WHOLE && !ready.isEmpty())) {
                state = end;
            }
            if (state == State.BROKEN) {
                ready.forEach(Export::clear);
                ready.clear();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is not needed any more is overwritten: it may have been the account's key. */
    private static void clear(byte[] octets) {
        Arrays.fill(octets, (byte) 0);
    }

    /** Breaks it off, unless all of it was fetched. From any thread; waits for nothing. */
    public void end() {
        settle(State.BROKEN);
    }

    /** The next part, as soon as it is there. Waits at most for {@code time}. */
    public Step next(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (ready.isEmpty() && state == State.WRITING && left > 0) {
                left = changed.awaitNanos(left);
            }
            byte[] octets = ready.poll();
            changed.signalAll();
            if (octets != null) {
                return new Step.Octets(octets);
            }
            return switch (state) {
                case WRITING -> new Step.Octets(new byte[0]);
                case WHOLE -> new Step.Whole(letters);
                case BROKEN -> new Step.Broken();
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Step.Octets(new byte[0]);
        } finally {
            lock.unlock();
        }
    }

    /** Until the last part was fetched, or is too old. */
    private void awaitFetched() throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (state == State.WHOLE && !ready.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!ready.isEmpty()) {
                throw new IOException(nobodyCame());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(ENDED, e);
        } finally {
            lock.unlock();
        }
    }

    private String nobodyCame() {
        return "nobody fetched it for " + patience.toSeconds() + " s";
    }

    private void put(byte[] octets) throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (state == State.WRITING && ready.size() >= PARTS_AHEAD) {
                if (left <= 0) {
                    throw new IOException(nobodyCame());
                }
                left = changed.awaitNanos(left);
            }
            if (state != State.WRITING) {
                throw new IOException(ENDED);
            }
            ready.add(octets);
            changed.signalAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(ENDED, e);
        } finally {
            lock.unlock();
        }
    }

    /** Cuts what is written into parts. */
    private final class Parts extends OutputStream {

        private byte[] part = new byte[PART_OCTETS];
        private int filled;

        @Override
        public void write(int octet) throws IOException {
            part[filled++] = (byte) octet;
            if (filled == part.length) {
                flush();
            }
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int count = Math.min(length - done, part.length - filled);
                System.arraycopy(octets, offset + done, part, filled, count);
                filled += count;
                done += count;
                if (filled == part.length) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (filled > 0) {
                byte[] octets = Arrays.copyOf(part, filled);
                clear(part);
                filled = 0;
                boolean taken = false;
                try {
                    put(octets);
                    taken = true;
                } finally {
                    if (!taken) {
                        clear(octets);
                    }
                }
            }
        }

        @Override
        public void close() {
            clear(part);
            part = new byte[0];
        }
    }
}
