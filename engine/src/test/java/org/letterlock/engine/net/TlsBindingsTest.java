package org.letterlock.engine.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.sasl.ChannelBindings;

/** What both ends of a connection agree on: the JDK's TLS as a client says what it ought to be (RFC 9266, RFC 5929 §4). */
final class TlsBindingsTest {

    private static final byte[] NOTHING = new byte[0];

    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<Wire> wires = new LinkedBlockingQueue<>();
    private final TlsIdentity identity =
            SelfSigned.make(DomainName.parse("mail.example.test").orElseThrow(), random, Clock.systemUTC());
    private EventLoops loops;
    private Listener listener;
    private SSLContext client;

    @BeforeEach
    void listen() throws IOException, GeneralSecurityException {
        loops = new EventLoops(1, random);
        Tls tls = new Tls(() -> identity, List.of()).forLogins();
        listener = Listener.start(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Listener.Settings.of(Listener.TlsMode.IMPLICIT, Optional.of(tls)),
                Waiting::new);
        client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {new TrustEverything()}, random);
    }

    @AfterEach
    void stop() {
        listener.close();
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"})
    void bothEndsAgreeInTls13(String suite) throws Exception {
        // The second time the client offers to resume.
        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = connect("TLSv1.3", suite)) {
                ChannelBindings bindings = bindings();
                assertThat(bindings.of(ChannelBindings.TLS_EXPORTER)).hasValue(exported(socket));
                assertThat(bindings.of(ChannelBindings.TLS_SERVER_END_POINT))
                        .hasValue(MessageDigest.getInstance("SHA-256")
                                .digest(identity.chain().getFirst().getEncoded()));
            }
        }
    }

    @Test
    void eachConnectionHasItsOwn() throws Exception {
        try (SSLSocket one = connect("TLSv1.3", "TLS_AES_256_GCM_SHA384")) {
            ChannelBindings ofOne = bindings();
            try (SSLSocket other = connect("TLSv1.3", "TLS_AES_256_GCM_SHA384")) {
                ChannelBindings ofOther = bindings();
                assertThat(ofOne.of(ChannelBindings.TLS_EXPORTER)).hasValue(exported(one));
                assertThat(ofOther.of(ChannelBindings.TLS_EXPORTER)).hasValue(exported(other));
                assertThat(exported(one)).isNotEqualTo(exported(other));
            }
        }
    }

    @Test
    void thereAreNoneInTls12() throws Exception {
        try (SSLSocket socket = connect("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(bindings().isEmpty()).isTrue();
        }
    }

    @Test
    void areForgottenOnceSomebodyLoggedIn() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3", "TLS_AES_256_GCM_SHA384")) {
            Wire wire = wire();
            ChannelBindings bindings = wire.tls().orElseThrow().bindings();
            assertThat(bindings.isEmpty()).isFalse();
            wire.signedIn();
            assertThat(bindings.isEmpty()).isTrue();
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void areForgottenWhenTheConnectionEnds() throws Exception {
        ChannelBindings bindings;
        try (SSLSocket socket = connect("TLSv1.3", "TLS_AES_256_GCM_SHA384")) {
            bindings = bindings();
            assertThat(socket.isConnected()).isTrue();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!bindings.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsNothingOfALogAndNothingOfConnectionsThatEndEarly() throws Exception {
        SslContext context = SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(SslProvider.OPENSSL)
                .build();
        TlsBindings all = TlsBindings.of(identity, context);
        SslHandler handler = context.newHandler(ByteBufAllocator.DEFAULT);
        long pointer = ((OpenSslEngine) handler.engine()).sslPointer();
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        ChannelBindings bindings = all.await(channel, handler);

        byte[] other = line("CLIENT_TRAFFIC_SECRET_0", 48);
        all.handle(pointer, other);
        assertThat(other).containsOnly(0);
        assertThat(bindings.isEmpty()).isTrue();
        assertThat(all.awaited()).isOne();

        byte[] foreign = line("EXPORTER_SECRET", 48);
        all.handle(pointer + 1, foreign);
        assertThat(foreign).containsOnly(0);
        assertThat(bindings.isEmpty()).isTrue();

        byte[] odd = line("EXPORTER_SECRET", 20);
        all.handle(pointer, odd);
        assertThat(odd).containsOnly(0);
        assertThat(bindings.isEmpty()).isTrue();

        channel.finishAndReleaseAll();
        assertThat(all.awaited()).isZero();
        byte[] late = line("EXPORTER_SECRET", 48);
        all.handle(pointer, late);
        assertThat(late).containsOnly(0);
        assertThat(bindings.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sha1-rsa, 10de4afe51fdc6b99f2e700895e42c87fb6767b3d8ae5b42739498c99905ab98",
        "sha384-rsa, 0bb07c0bad50e3354cc6685d0921c76be9abbebc566eb0d529414489c7543df4a8a78010c5e00fdd6ed5f1ff86f912b4",
        "sha512-pss, 4bf4fd625cd1283127647306f54aa9d2b9606d21a0414668306fbf504d26a6c68de047a124b3d35a388b7fd0d008a804980558a3403d42a375e77fb807edd864",
        "sha256-ecdsa, 83e6b03470c84a0a89c72dc50fa03dc9c88c7c99ee822e4f4b5e62c141b67469",
        "ed25519, ''"
    })
    void hashesACertificateByTheHashOfItsSignature(String name, String expected) throws Exception {
        try (InputStream pem = TlsBindingsTest.class.getResourceAsStream("/net/certificates/" + name + ".pem")) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            assertThat(CertificateHash.of(certificate).map(HexFormat.of()::formatHex))
                    .isEqualTo(Optional.of(expected).filter(hash -> !hash.isEmpty()));
        }
    }

    private SSLSocket connect(String protocol, String suite) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory()
                .createSocket(
                        listener.address().getAddress(), listener.address().getPort());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setEnabledCipherSuites(new String[] {suite});
        socket.startHandshake();
        assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
        return socket;
    }

    private static byte[] exported(SSLSocket socket) throws IOException {
        return ((ExtendedSSLSession) socket.getSession())
                .exportKeyingMaterialData("EXPORTER-Channel-Binding", NOTHING, 32);
    }

    private ChannelBindings bindings() throws InterruptedException {
        return wire().tls().orElseThrow().bindings();
    }

    private Wire wire() throws InterruptedException {
        Wire wire = wires.poll(20, TimeUnit.SECONDS);
        assertThat(wire).isNotNull();
        return wire;
    }

    private static byte[] line(String label, int secret) {
        return (label + " " + "ab".repeat(32) + " " + "cd".repeat(secret)).getBytes(US_ASCII);
    }

    /** Hands its wire over and waits for the end. */
    private final class Waiting implements Session {

        private final Wire wire;

        Waiting(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void run() {
            wires.add(wire);
            wire.read((ByteBuffer octets) -> new Cut.More<>());
        }

        @Override
        public void stop() {
            wire.close();
        }
    }

    private static final class TrustEverything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
