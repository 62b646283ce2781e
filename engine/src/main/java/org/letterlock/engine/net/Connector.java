package org.letterlock.engine.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Opens connections to other servers. Safe for any number of threads. */
public final class Connector {

    private final EventLoops loops;
    private final Duration writeTimeout;

    /** A context for each set of trust anchors; the one that trusts all under the empty key. */
    private final Map<Optional<List<X509Certificate>>, SslContext> contexts = new ConcurrentHashMap<>();

    /** @param writeTimeout how long a peer may take nothing of what we send */
    public Connector(EventLoops loops, Duration writeTimeout) {
        this.loops = loops;
        this.writeTimeout = writeTimeout;
    }

    /**
     * Connects in clear text. {@link Wire#startTls} of the result starts TLS as the client.
     *
     * @param address a resolved address
     * @param tls what is expected should TLS be started
     * @throws WireException when there is no connection within {@code timeout}
     */
    public Wire connect(InetSocketAddress address, Duration timeout, ClientTls tls) {
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
                Optional.of((c, limit) -> clientTls(tls, address.getPort()).begin(c, limit)),
                () -> {},
                writeTimeout,
                address,
                (InetSocketAddress) channel.localAddress());
    }

    private TlsStart clientTls(ClientTls tls, int port) {
        Optional<List<X509Certificate>> trusted = switch (tls) {
            case ClientTls.Opportunistic o -> Optional.empty();
            case ClientTls.Verified v -> Optional.of(v.anchors());
        };
        SslContext context = contexts.computeIfAbsent(trusted, t -> Tls.clientContext(tls));
        return Tls.client(context, tls, port);
    }
}
