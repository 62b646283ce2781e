package org.letterlock.engine.net;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one address and runs a session for each, on a virtual thread of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // closing a channel is not waited for
public final class Listener implements AutoCloseable {

    /** A pool would keep what passed through its buffers; this gives each back to the C library, which overwrites it. */
    private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true);

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration REFUSAL_TIME = Duration.ofSeconds(5);
    private static final int MOST_TOLD = 32;

    private final EventLoops loops;
    private final Settings settings;
    private final Session.Factory sessions;
    private final Map<Wire, Thread> running = new ConcurrentHashMap<>();
    private final Map<Wire, Session> talking = new ConcurrentHashMap<>();
    private final AtomicInteger beingTold = new AtomicInteger();
    private final Channel server;
    private volatile boolean stopping;

    private Listener(EventLoops loops, InetSocketAddress address, Settings settings, Session.Factory sessions)
            throws IOException {
        this.loops = loops;
        this.settings = settings;
        this.sessions = sessions;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 512)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, ALLOCATOR)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, oneReadAtATime())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on port " + address.getPort(), bound.cause());
        }
        this.server = bound.channel();
    }

    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /** One socket read for each demand, so that a peer cannot make us hold more than the session asked for. */
    static AdaptiveRecvByteBufAllocator oneReadAtATime() {
        AdaptiveRecvByteBufAllocator allocator = new AdaptiveRecvByteBufAllocator(512, 4096, 64 * 1024);
        return (AdaptiveRecvByteBufAllocator) allocator.maxMessagesPerRead(1);
    }

    static void quiet(AbstractBootstrap<?, ?> bootstrap) {
        bootstrap
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.ALLOCATOR, ALLOCATOR)
                .option(ChannelOption.RECVBUF_ALLOCATOR, oneReadAtATime())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    }

    /**
     * Binds and begins to accept.
     *
     * @param address where; port 0 takes a free one, see {@link #address}
     * @throws IOException when the address cannot be bound
     */
    public static Listener start(
            EventLoops loops, InetSocketAddress address, Settings settings, Session.Factory sessions)
            throws IOException {
        return new Listener(loops, address, settings, sessions);
    }

    /** The address it is bound to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** How many sessions are running. */
    public int sessions() {
        return running.size();
    }

    private void accept(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        Optional<ConnectionLimits.Place> free =
                stopping ? Optional.empty() : settings.limits().enter(remote.getAddress());
        if (free.isEmpty()) {
            refuse(channel);
            return;
        }
        ConnectionLimits.Place place = free.get();
        channel.closeFuture().addListener(f -> place.leave());
        NettyWire wire = new NettyWire(
                channel,
                loops.nextConnectionId(),
                settings.tls()
                        .filter(t -> settings.tlsMode() == TlsMode.STARTTLS)
                        .<TlsStart>map(t -> t::begin),
                place::signedIn,
                settings.writeTimeout(),
                remote,
                local);
        if (settings.tlsMode() == TlsMode.IMPLICIT) {
            shakeHands(channel, settings.handshakeTimeout(), agreed -> {
                wire.established(agreed);
                begin(wire);
            });
        } else {
            begin(wire);
        }
    }

    private void shakeHands(Channel channel, Duration timeout, Consumer<Wire.TlsInfo> done) {
        TlsStart.Begun begun = settings.tls().orElseThrow().begin(channel, timeout);
        begun.handler().handshakeFuture().addListener(f -> {
            if (f.isSuccess()) {
                done.accept(begun.info());
            } else {
                channel.close();
            }
        });
        channel.eventLoop().execute(channel::read);
    }

    /** Over TLS only some can be told at once: a handshake is what a flood would make us pay for. */
    private void refuse(Channel channel) {
        if (stopping || settings.refusal().isEmpty()) {
            channel.close();
        } else if (settings.tlsMode() != TlsMode.IMPLICIT) {
            channel.eventLoop().execute(() -> tellRefusal(channel));
        } else if (beingTold.incrementAndGet() > MOST_TOLD) {
            beingTold.decrementAndGet();
            channel.close();
        } else {
            channel.closeFuture().addListener(f -> beingTold.decrementAndGet());
            shakeHands(channel, REFUSAL_TIME, agreed -> tellRefusal(channel));
        }
    }

    private void tellRefusal(Channel channel) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(settings.refusal().getBytes(StandardCharsets.US_ASCII)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void begin(NettyWire wire) {
        Thread thread = Thread.ofVirtual().name(wire.id()).unstarted(() -> talk(wire));
        running.put(wire, thread);
        thread.start();
    }

    private void talk(NettyWire wire) {
        try (wire) {
            Session session = sessions.create(wire);
            talking.put(wire, session);
            if (stopping) {
                session.stop();
            }
            session.run();
        } catch (WireException e) {
            LOG.debug("Connection {} ended: {}", wire.id(), e.reason());
        } catch (RuntimeException e) {
            LOG.error("Session {} failed", wire.id(), e);
        } finally {
            talking.remove(wire);
            running.remove(wire);
        }
    }

    /** Accepts no more; the sessions that run go on. */
    public void stopAccepting() {
        stopping = true;
        server.close().awaitUninterruptibly();
    }

    /**
     * Accepts no more, asks the sessions to end, and closes what still runs after {@code grace}. Returns when all have ended, or a second
     * after they were closed.
     */
    public void stop(Duration grace) {
        stopAccepting();
        talking.values().forEach(Session::stop);
        long deadline = System.nanoTime() + grace.toNanos();
        if (!joined(deadline)) {
            running.keySet().forEach(Wire::close);
            joined(System.nanoTime() + Duration.ofSeconds(1).toNanos());
        }
    }

    private boolean joined(long deadline) {
        try {
            for (Thread thread : running.values()) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops with a grace of 5 seconds. */
    @Override
    public void close() {
        stop(GRACE);
    }

    /** When TLS begins. */
    public enum TlsMode {
        /** Never. */
        NONE,
        /** When the session says so. */
        STARTTLS,
        /** Before the session (RFC 8314 §3). */
        IMPLICIT
    }

    /**
     * How a listener treats connections.
     *
     * @param tlsMode when TLS begins
     * @param tls the TLS; present unless the mode is {@code NONE}
     * @param limits counts the connections of every listener that has them
     * @param refusal what a connection beyond the limits is told, a line with CRLF; may be empty
     * @param handshakeTimeout of implicit TLS
     * @param writeTimeout how long a peer may take nothing of what we send
     */
    public record Settings(
            TlsMode tlsMode,
            Optional<Tls> tls,
            ConnectionLimits limits,
            String refusal,
            Duration handshakeTimeout,
            Duration writeTimeout) {

        public Settings {
            if (tls.isEmpty() && tlsMode != TlsMode.NONE) {
                throw new IllegalArgumentException("no TLS to start");
            }
        }

        /** Limits of its own of 2,000 connections, 20 from one network; 30 seconds for a handshake, 2 minutes for a write, no word to those refused. */
        public static Settings of(TlsMode mode, Optional<Tls> tls) {
            ConnectionLimits limits = new ConnectionLimits(ConnectionLimits.Bounds.ofStrangers(2_000, 20));
            return new Settings(mode, tls, limits, "", Duration.ofSeconds(30), Duration.ofMinutes(2));
        }

        /** The same with a word to those refused. */
        public Settings withRefusal(String line) {
            return new Settings(tlsMode, tls, limits, line, handshakeTimeout, writeTimeout);
        }

        /** The same with other limits. */
        public Settings withLimits(ConnectionLimits other) {
            return new Settings(tlsMode, tls, other, refusal, handshakeTimeout, writeTimeout);
        }

        /** The same with another write timeout. */
        public Settings withWriteTimeout(Duration timeout) {
            return new Settings(tlsMode, tls, limits, refusal, handshakeTimeout, timeout);
        }
    }
}
