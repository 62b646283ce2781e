package org.letterlock.engine.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/** Begins TLS on a channel, from either side. */
@FunctionalInterface
interface TlsStart {

    /**
     * On the channel's event loop: puts what TLS needs before everything else in the pipeline.
     *
     * @return the handler that shakes hands
     */
    SslHandler begin(Channel channel, Duration handshakeTimeout);
}
