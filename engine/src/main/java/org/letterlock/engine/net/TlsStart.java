package org.letterlock.engine.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.letterlock.engine.pkix.CertificateChain;
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

        private static CertificateChain peer(SSLSession session) {
            try {
                return new CertificateChain(Arrays.stream(session.getPeerCertificates())
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList());
            } catch (SSLPeerUnverifiedException e) {
                return new CertificateChain(List.of());
            }
        }

        /** What was agreed on, after the handshake. */
        Wire.TlsInfo info() {
            SSLSession session = handler.engine().getSession();
            return new Wire.TlsInfo(session.getProtocol(), session.getCipherSuite(), bindings, peer(session));
        }
    }
}
