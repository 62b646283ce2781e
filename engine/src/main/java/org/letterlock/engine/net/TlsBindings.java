package org.letterlock.engine.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSslEngine;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.letterlock.engine.sasl.ChannelBindings;

/**
 * What the connections of one server context can be bound to: tls-exporter (RFC 9266) and tls-server-end-point (RFC 5929 §4). BoringSSL's Java side exports no
 * keying material, but tells each connection's exporter secret to a callback for key logs, in the middle of the handshake and on the thread that shakes hands. Of
 * that callback's lines only the exporter's is looked at; all are overwritten before it returns, and of the secret only the octets for the one label remain.
 *
 * <p>In TLS 1.2 there is no such line, so nothing to bind to: tls-unique is told by no API, and its own exporter would need the extended master secret.
 */
final class TlsBindings implements KeyLogCallback {

    private static final byte[] LABEL = ExporterSecret.ascii("EXPORTER-Channel-Binding");
    private static final int EXPORTED = 32;

    private final Optional<byte[]> endPoint;
    private final Map<Long, ChannelBindings> awaited = new ConcurrentHashMap<>();

    private TlsBindings(TlsIdentity identity) {
        endPoint = CertificateHash.of(identity.chain().getFirst());
    }

    /** Watches the handshakes of a context, before the first of them. */
    static TlsBindings of(TlsIdentity identity, SslContext context) {
        TlsBindings bindings = new TlsBindings(identity);
        if (!SSLContext.setKeyLogCallback(pointer(context), bindings)) {
            throw new IllegalStateException("the TLS library has no key log");
        }
        return bindings;
    }

    /** Netty's public pointers are BoringSSL's own; its Java side wants the one that it made itself, which Netty keeps in a protected field. */
    private static long pointer(SslContext context) {
        try {
            Field field = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
            field.setAccessible(true);
            return field.getLong(context);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Netty keeps its contexts elsewhere", e);
        }
    }

    /** The bindings of a connection before its handshake, which fills them. They are closed with the channel at the latest. */
    ChannelBindings await(Channel channel, SslHandler handler) {
        ChannelBindings bindings = new ChannelBindings();
        long pointer = ((OpenSslEngine) handler.engine()).sslPointer();
        awaited.put(pointer, bindings);
        channel.closeFuture().addListener(closed -> {
            // The library may have given the address to another connection by now.
            awaited.remove(pointer, bindings);
            bindings.close();
        });
        return bindings;
    }

    @Override
    public void handle(long ssl, byte[] line) {
        try {
            Optional<ExporterSecret> secret = ExporterSecret.of(line);
            if (secret.isPresent()) {
                try (ExporterSecret exporter = secret.get()) {
                    fill(ssl, exporter);
                }
            }
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private void fill(long ssl, ExporterSecret exporter) {
        ChannelBindings bindings = awaited.remove(ssl);
        if (bindings != null) {
            bindings.put(ChannelBindings.TLS_EXPORTER, exporter.export(LABEL, new byte[0], EXPORTED));
            endPoint.ifPresent(hash -> bindings.put(ChannelBindings.TLS_SERVER_END_POINT, hash.clone()));
        }
    }

    /** How many connections are in their handshake. */
    int awaited() {
        return awaited.size();
    }
}
