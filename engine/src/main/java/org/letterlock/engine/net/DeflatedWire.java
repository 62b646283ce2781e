package org.letterlock.engine.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A wire that is compressed in both directions (RFC 1951), on top of another one. The session pulls what it inflates, too: however much a few octets of the
 * peer mean, no more of it is held than the grammar at work asks for.
 *
 * <p>What is flushed can be inflated by the peer at once. While nothing is left to say, there is no compressor: zlib's takes a quarter of a megabyte, and most
 * connections wait most of the time. The next one begins without the history of the one before, which the peer need not know. Of the inflater stays what the
 * peer may still refer to, about 40 KiB.
 */
public final class DeflatedWire implements Wire {

    private static final int PIECE = 8 * 1024;
    private static final Duration SOON = Duration.ofNanos(1);
    private static final byte[] NOTHING = new byte[0];

    private final Wire wire;
    private final ReentrantLock inLock = new ReentrantLock();
    private final Inflater inflater = new Inflater(true);
    private byte[] plain = NOTHING;
    private int from;
    private int to;
    private final ReentrantLock outLock = new ReentrantLock();
    private @Nullable Compressor compressor;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean closed;

    /** Compresses what goes over {@code wire} from now on; octets that it has buffered are compressed ones. Only this one is used afterwards. */
    public DeflatedWire(Wire wire) {
        this.wire = wire;
    }

    /** From the first octet that is said after a pause until all is sent. */
    private static final class Compressor {
        final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        final byte[] piece = new byte[PIECE];
        boolean unflushed;

        void write(byte[] octets, int offset, int length, Wire to) {
            deflater.setInput(octets, offset, length);
            unflushed = true;
            hand(Deflater.NO_FLUSH, to);
        }

        void flush(Wire to) {
            if (unflushed) {
                hand(Deflater.SYNC_FLUSH, to);
                unflushed = false;
            }
        }

        private void hand(int mode, Wire to) {
            int made;
            do {
                made = deflater.deflate(piece, 0, piece.length, mode);
                // Also where nothing was made: whoever hears nothing any more has no more commands carried out.
                to.write(piece, 0, made);
            } while (made == piece.length);
        }
    }

    @Override
    public <T> T read(Grammar<T> grammar) {
        return await(grammar, Optional.empty())
                .orElseThrow(() -> new IllegalStateException("a grammar yielded nothing"));
    }

    @Override
    public <T> Optional<T> read(Grammar<T> grammar, Duration patience) {
        return await(grammar, Optional.of(patience));
    }

    private <T> Optional<T> await(Grammar<T> grammar, Optional<Duration> patience) {
        if (patience.isPresent() && woken.getAndSet(false)) {
            flush();
            return Optional.empty();
        }
        long start = System.nanoTime();
        int seen = 0;
        while (true) {
            ByteBuffer octets = ByteBuffer.wrap(plain, from, to - from).slice().asReadOnlyBuffer();
            Cut<T> cut = seen > 0 && !grammar.mayComplete(octets, seen) ? new Cut.More<>() : grammar.cut(octets);
            if (cut instanceof Cut.Done<T>(T value, int taken)) {
                from += taken;
                return Optional.of(value);
            }
            seen = octets.remaining();
            if (seen >= WireHandler.MAX_GATHERED) {
                throw new WireException(WireException.Reason.BROKEN, "element too long");
            }
            while (!inflate()) {
                Optional<Duration> left = patience.map(whole -> left(whole, start));
                Optional<byte[]> arrived = arrived(left);
                arrived.ifPresent(inflater::setInput);
                if (arrived.isEmpty()
                        && (woken.getAndSet(false) || left.filter(SOON::equals).isPresent())) {
                    return Optional.empty();
                }
            }
        }
    }

    private static Duration left(Duration whole, long start) {
        return Duration.ofNanos(Math.max(SOON.toNanos(), whole.toNanos() - (System.nanoTime() - start)));
    }

    private Optional<byte[]> arrived(Optional<Duration> patience) {
        if (!wire.hasBufferedInput()) {
            rest();
        }
        return patience.isPresent()
                ? wire.read(DeflatedWire::piece, patience.get())
                : Optional.of(wire.read(DeflatedWire::piece));
    }

    private static Cut<byte[]> piece(ByteBuffer octets) {
        byte[] piece = new byte[Math.min(octets.remaining(), PIECE)];
        octets.get(octets.position(), piece);
        return piece.length == 0 ? new Cut.More<>() : new Cut.Done<>(piece, piece.length);
    }

    /** Inflates a piece of what has arrived behind what is held; false when that takes more octets of the peer. */
    private boolean inflate() {
        inLock.lock();
        try {
            makeRoom();
            int inflated = closed ? 0 : inflater.inflate(plain, to, PIECE);
            to += inflated;
            if (inflated == 0 && (closed || inflater.finished())) {
                throw new WireException(WireException.Reason.CLOSED, "closed");
            }
            return inflated > 0;
        } catch (DataFormatException e) {
            throw new WireException(WireException.Reason.NOT_DEFLATE, "not DEFLATE");
        } finally {
            inLock.unlock();
        }
    }

    private void makeRoom() {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (plain.length - to < PIECE) {
            int held = to - from;
            byte[] larger = plain.length - held >= PIECE ? plain : new byte[2 * held + PIECE];
            System.arraycopy(plain, from, larger, 0, held);
            plain = larger;
            from = 0;
            to = held;
        }
    }

    /** Before a wait: sends all, and gives back what only work needs. */
    private void rest() {
        flush();
        outLock.lock();
        try {
            dropCompressor();
        } finally {
            outLock.unlock();
        }
        if (from == to) {
            plain = NOTHING;
            from = 0;
            to = 0;
        }
    }

    private void dropCompressor() {
        Compressor over = compressor;
        if (over != null) {
            over.deflater.end();
            Arrays.fill(over.piece, (byte) 0);
            compressor = null;
        }
    }

    @Override
    public void wake() {
        woken.set(true);
        wire.wake();
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        outLock.lock();
        try {
            if (closed) {
                throw new WireException(WireException.Reason.CLOSED, "closed");
            }
            Compressor now = compressor;
            if (now == null) {
                now = new Compressor();
                compressor = now;
            }
            now.write(octets, offset, length, wire);
        } finally {
            outLock.unlock();
        }
    }

    @Override
    public void flush() {
        outLock.lock();
        try {
            if (compressor != null) {
                compressor.flush(wire);
            }
        } finally {
            outLock.unlock();
        }
        wire.flush();
    }

    @Override
    public boolean hasBufferedInput() {
        return from < to || !inflater.needsInput() || wire.hasBufferedInput();
    }

    /** Never: TLS comes first. */
    @Override
    public void startTls() {
        throw new IllegalStateException("compressed already");
    }

    @Override
    public Optional<TlsInfo> tls() {
        return wire.tls();
    }

    @Override
    public void signedIn() {
        wire.signedIn();
    }

    @Override
    public void idleTimeout(Duration timeout) {
        wire.idleTimeout(timeout);
    }

    @Override
    public InetSocketAddress remote() {
        return wire.remote();
    }

    @Override
    public InetSocketAddress local() {
        return wire.local();
    }

    @Override
    public String id() {
        return wire.id();
    }

    @Override
    public void close() {
        closed = true;
        // A writer that is stuck holds the lock: then there is nothing to flush that the peer would read.
        if (outLock.tryLock()) {
            try {
                flush();
            } catch (WireException e) {
                // The peer is gone and needs no last words.
            } finally {
                dropCompressor();
                outLock.unlock();
            }
        }
        wire.close();
        inLock.lock();
        try {
            inflater.end();
        } finally {
            inLock.unlock();
        }
    }
}
