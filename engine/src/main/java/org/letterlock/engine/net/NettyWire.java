package org.letterlock.engine.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link Wire} over a Netty channel; {@link WireHandler} is its side on the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails in a channel closes it, which the next read or write reports
final class NettyWire implements Wire {

    private static final int CHUNK = 16 * 1024;
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

    private final Channel channel;
    private final String id;
    private final WireHandler handler;
    private final Optional<TlsStart> tlsStart;
    private final Runnable onSignIn;
    private volatile LongSupplier writePatience;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final ReentrantLock outLock = new ReentrantLock();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable ByteBuf out;
    private volatile @Nullable Thread reader;
    private volatile @Nullable TlsInfo tls;
    private volatile Duration idle = Duration.ofMinutes(10);
    private long quietSince = System.nanoTime();

    /**
     * On the channel's event loop.
     *
     * @param onSignIn told of {@link #signedIn}
     * @param tlsStart what {@link #startTls} begins; empty where this connection cannot start TLS
     */
    NettyWire(
            Channel channel,
            String id,
            Optional<TlsStart> tlsStart,
            Runnable onSignIn,
            Duration writeTimeout,
            InetSocketAddress remote,
            InetSocketAddress local) {
        this.channel = channel;
        this.id = id;
        this.tlsStart = tlsStart;
        this.onSignIn = onSignIn;
        this.writePatience = writeTimeout::toNanos;
        this.remote = remote;
        this.local = local;
        this.handler = new WireHandler(channel);
        channel.pipeline().addLast(handler);
    }

    @Override
    public <T> T read(Grammar<T> grammar) {
        return await(grammar, Long.MAX_VALUE, false)
                .orElseThrow(() -> new IllegalStateException("a grammar yielded nothing"));
    }

    @Override
    public <T> Optional<T> read(Grammar<T> grammar, Duration patience) {
        return await(grammar, patience.toNanos(), true);
    }

    private <T> Optional<T> await(Grammar<T> grammar, long patience, boolean wakeable) {
        reader = Thread.currentThread();
        if (wakeable && woken.getAndSet(false)) {
            flush();
            return Optional.empty();
        }
        Demand<T> demand = new Demand<>(grammar, Thread.currentThread(), quietSince, idle.toNanos(), patience);
        ask(demand);
        while (!demand.isSettled()) {
            if ((wakeable && woken.getAndSet(false)) || demand.isOutOfPatience()) {
                if (demand.withdraw()) {
                    return Optional.empty();
                }
            } else if (demand.isIdle(handler.lastOctet())) {
                if (demand.withdraw()) {
                    throw new WireException(WireException.Reason.IDLE, "idle");
                }
            } else if (Thread.currentThread().isInterrupted()) {
                if (demand.withdraw()) {
                    throw new WireException(WireException.Reason.CLOSED, "interrupted");
                }
            }
            if (!demand.isSettled()) {
                // No time given: the event loop wakes us when the demand is due.
                LockSupport.park(demand);
            }
        }
        quietSince = System.nanoTime();
        return demand.result();
    }

    /** Hands the held octets and the demand to the event loop, in one task so that it is woken once. */
    private void ask(Demand<?> demand) {
        outLock.lock();
        try {
            ByteBuf held = out;
            channel.eventLoop().execute(() -> {
                if (held != null) {
                    channel.writeAndFlush(held);
                }
                handler.ask(demand);
            });
            out = null;
        } catch (RejectedExecutionException e) {
            throw new WireException(WireException.Reason.CLOSED, "stopped");
        } finally {
            outLock.unlock();
        }
    }

    /** From now on no write waits for longer than until {@code end}, as {@link System#nanoTime} counts. */
    void endWritesAt(long end) {
        LongSupplier before = writePatience;
        writePatience = () -> Math.min(before.getAsLong(), end - System.nanoTime());
    }

    @Override
    public void wake() {
        woken.set(true);
        LockSupport.unpark(reader);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        outLock.lock();
        try {
            int done = 0;
            awaitWritable();
            while (done < length) {
                awaitWritable();
                ByteBuf held = out;
                if (held == null) {
                    held = channel.alloc().buffer(Math.min(CHUNK, Math.max(512, length - done)), CHUNK);
                    out = held;
                }
                int now = Math.min(length - done, held.maxWritableBytes());
                held.writeBytes(octets, offset + done, now);
                done += now;
                if (held.maxWritableBytes() == 0) {
                    hand();
                }
            }
        } finally {
            outLock.unlock();
        }
    }

    private void awaitWritable() {
        try {
            if (!channel.isWritable() && !handler.awaitWritable(writePatience.getAsLong())) {
                abort();
                throw new WireException(WireException.Reason.SLOW_READER, "the peer does not read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireException.Reason.CLOSED, "interrupted");
        }
        if (closed.get() || !channel.isActive()) {
            throw new WireException(WireException.Reason.CLOSED, "closed");
        }
    }

    /** Hands the held octets to the channel; with the lock. */
    private void hand() {
        ByteBuf held = out;
        if (held != null) {
            out = null;
            channel.writeAndFlush(held);
        }
    }

    @Override
    public void flush() {
        outLock.lock();
        try {
            hand();
        } finally {
            outLock.unlock();
        }
    }

    @Override
    public boolean hasBufferedInput() {
        return handler.buffered() > 0;
    }

    @Override
    public void startTls() {
        flush();
        TlsStart start = tlsStart.orElseThrow(() -> new IllegalStateException("no TLS here"));
        CompletableFuture<TlsInfo> done = new CompletableFuture<>();
        channel.eventLoop().execute(() -> beginHandshake(start, done));
        try {
            tls = done.get(HANDSHAKE_TIMEOUT.toSeconds() + 5, TimeUnit.SECONDS);
            quietSince = System.nanoTime();
        } catch (ExecutionException e) {
            abort();
            throw e.getCause() instanceof WireException known
                    ? known
                    : new WireException(WireException.Reason.TLS_FAILED, "TLS failed");
        } catch (TimeoutException e) {
            abort();
            throw new WireException(WireException.Reason.TLS_FAILED, "TLS took too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort();
            throw new WireException(WireException.Reason.CLOSED, "interrupted");
        }
    }

    private void beginHandshake(TlsStart start, CompletableFuture<TlsInfo> done) {
        if (handler.buffered() > 0) {
            done.completeExceptionally(
                    new WireException(WireException.Reason.INJECTION, "octets before the TLS handshake"));
            return;
        }
        TlsStart.Begun begun = start.begin(channel, HANDSHAKE_TIMEOUT);
        begun.handler().handshakeFuture().addListener(f -> {
            if (f.isSuccess()) {
                done.complete(begun.info());
            } else {
                done.completeExceptionally(new WireException(WireException.Reason.TLS_FAILED, "TLS failed"));
            }
        });
        channel.read();
    }

    /** Notes the TLS that the listener agreed on before the session began. */
    void established(TlsInfo agreed) {
        tls = agreed;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.ofNullable(tls);
    }

    @Override
    public void signedIn() {
        bindings().close();
        onSignIn.run();
    }

    @Override
    public void idleTimeout(Duration timeout) {
        idle = timeout;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void close() {
        // A writer that is stuck holds the lock: then there is nothing to flush that the peer would read.
        if (!closed.getAndSet(true) && outLock.tryLock()) {
            try {
                hand();
            } finally {
                outLock.unlock();
            }
        }
        try {
            channel.eventLoop().execute(handler::finish);
        } catch (RejectedExecutionException e) {
            channel.close();
        }
    }

    /** Closes without last words. */
    private void abort() {
        closed.set(true);
        channel.close();
    }
}
