package org.letterlock.engine.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import org.letterlock.engine.sasl.ChannelBindings;

/** Begins TLS on a channel, from either side. */
@FunctionalInterface
interface TlsStart {

    /**
     * On the channel's event loop: puts what TLS needs before everything else in the pipeline.
     *
     * @return the handshake
     */
    Begun begin(Channel channel, Duration handshakeTimeout);

    /**
     * A handshake on its way.
     *
     * @param handler what shakes hands
     * @param bindings what the connection can be bound to, complete when the handshake is
     */
    record Begun(SslHandler handler, ChannelBindings bindings) {

        /** What was agreed on, after the handshake. */
        Wire.TlsInfo info() {
            SSLSession session = handler.engine().getSession();
            return new Wire.TlsInfo(session.getProtocol(), session.getCipherSuite(), bindings);
        }
    }
}
