package org.letterlock.engine.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The event loops that all listeners and connectors share: epoll on Linux, NIO elsewhere. One for the whole engine. */
public final class EventLoops implements AutoCloseable {

    private static final long ID_MASK = 0xff_ffffL;

    private final EventLoopGroup group;
    private final boolean epoll;
    private final AtomicLong nextId;

    /** @param threads how many loops, 1 or more */
    public EventLoops(int threads, SecureRandom random) {
        epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(
                threads,
                Thread.ofPlatform().name("net-", 0).daemon().factory(),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        nextId = new AtomicLong(random.nextLong());
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends SocketChannel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** An id that no other connection of the last 16 million has. */
    String nextConnectionId() {
        return String.format("c-%06x", nextId.getAndIncrement() & ID_MASK);
    }

    /** Ends the loops; connections that are still open break. Returns when they have ended, after 5 seconds at most. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 4, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
