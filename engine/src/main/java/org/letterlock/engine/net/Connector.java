package org.letterlock.engine.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/** Opens connections to other servers. Safe for any number of threads. */
public final class Connector {

    private final EventLoops loops;
    private final Duration writeTimeout;

    private final SslContext context = Tls.clientContext();

    /** @param writeTimeout how long a peer may take nothing of what we send */
    public Connector(EventLoops loops, Duration writeTimeout) {
        this.loops = loops;
        this.writeTimeout = writeTimeout;
    }

    /**
     * Connects in clear text. {@link Wire#startTls} of the result starts TLS as the client.
     *
     * @param address a resolved address
     * @param serverName the name that is asked for should TLS be started (RFC 6066 §3); whether the server has it is for the caller to judge, by {@link
     *     Wire.TlsInfo#peer}
     * @throws WireException when there is no connection within {@code timeout}
     */
    public Wire connect(InetSocketAddress address, Duration timeout, DomainName serverName) {
        return open(address, timeout, serverName);
    }

    /**
     * As {@link #connect(InetSocketAddress, Duration, DomainName)}; no write waits beyond {@code end}.
     *
     * @param end as {@link System#nanoTime} counts
     */
    public Wire connect(InetSocketAddress address, Duration timeout, DomainName serverName, long end) {
        NettyWire wire = open(address, timeout, serverName);
        wire.endWritesAt(end);
        return wire;
    }

    private NettyWire open(InetSocketAddress address, Duration timeout, DomainName serverName) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // The wire is added once the addresses are known.
                    }
                });
        Listener.quiet(bootstrap);
        ChannelFuture future = bootstrap.connect(address);
        try {
            future.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.channel().close().awaitUninterruptibly(1);
            throw new WireException(WireException.Reason.CLOSED, "interrupted");
        }
        if (!future.isSuccess()) {
            throw new WireException(WireException.Reason.BROKEN, "no connection");
        }
        Channel channel = future.channel();
        return new NettyWire(
                channel,
                loops.nextConnectionId(),
                Optional.of(Tls.client(context, serverName, address.getPort())),
                () -> {},
                writeTimeout,
                address,
                (InetSocketAddress) channel.localAddress());
    }
}
