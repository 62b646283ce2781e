package org.letterlock.engine.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.sasl.ChannelBindings;

/**
 * TLS as a server, for one protocol: 1.2 and 1.3 with forward secrecy and AEAD only (RFC 9325 §4.2), hybrid post-quantum key agreement first.
 * The certificate may change at any time; connections that begin later use the new one. Safe for any number of threads.
 */
public final class Tls {

    private static final String[] GROUPS = {"X25519MLKEM768", "X25519", "P-256", "P-384"};
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private final Supplier<TlsIdentity> identity;
    private final List<String> alpn;
    private final boolean logins;
    private final AtomicReference<@Nullable Current> current = new AtomicReference<>();

    /** A context, what it was made from, and what its connections can be bound to where people log in. */
    private record Current(TlsIdentity identity, SslContext context, Optional<TlsBindings> bindings) {}

    /**
     * @param identity asked at each new connection; another value means a new certificate
     * @param alpn the protocol's names (RFC 7301), such as {@code imap}: a client that offers others only is refused; none to let every name pass
     */
    public Tls(Supplier<TlsIdentity> identity, List<String> alpn) {
        this(identity, alpn, false);
    }

    private Tls(Supplier<TlsIdentity> identity, List<String> alpn, boolean logins) {
        this.identity = identity;
        this.alpn = List.copyOf(alpn);
        this.logins = logins;
    }

    /** The same for a protocol in which people log in: its connections tell what a login can be bound to. */
    public Tls forLogins() {
        return new Tls(identity, alpn, true);
    }

    /** As {@link TlsStart#begin}, as the server. */
    TlsStart.Begun begin(Channel channel, Duration handshakeTimeout) {
        Current now = current();
        SslHandler handler = now.context().newHandler(channel.alloc());
        ChannelBindings bindings =
                now.bindings().map(all -> all.await(channel, handler)).orElseGet(ChannelBindings::none);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        channel.pipeline().addFirst(handler);
        if (!alpn.isEmpty()) {
            channel.pipeline().addFirst(new AlpnGate(alpn));
        }
        return new TlsStart.Begun(handler, bindings);
    }

    private Current current() {
        TlsIdentity wanted = identity.get();
        Current known = current.get();
        if (known == null || !known.identity().equals(wanted)) {
            SslContext context = serverContext(wanted);
            known = new Current(
                    wanted, context, logins ? Optional.of(TlsBindings.of(wanted, context)) : Optional.empty());
            current.set(known);
        }
        return known;
    }

    private SslContext serverContext(TlsIdentity own) {
        SslContextBuilder builder = common(SslContextBuilder.forServer(own.key(), own.chain()));
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    alpn));
        }
        return build(builder);
    }

    /** A context for connections that we open: it takes any certificate, which whoever opened the connection judges before anything is said. */
    static SslContext clientContext() {
        return build(common(SslContextBuilder.forClient())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null));
    }

    /** TLS as the client of a server that listens on {@code port}. */
    static TlsStart client(SslContext context, DomainName serverName, int port) {
        return (channel, handshakeTimeout) -> {
            SslHandler handler = context.newHandler(channel.alloc(), serverName.ascii(), port);
            handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
            channel.pipeline().addFirst(handler);
            return new TlsStart.Begun(handler, ChannelBindings.none());
        };
    }

    private static SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.OPENSSL)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS)
                .option(OpenSslContextOption.GROUPS, GROUPS);
    }

    private static SslContext build(SslContextBuilder builder) {
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS could not be set up", e);
        }
    }
}
