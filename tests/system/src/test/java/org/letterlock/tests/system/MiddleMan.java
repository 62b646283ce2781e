package org.letterlock.tests.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.TlsIdentity;

/** Ends the TLS of a client with a certificate of its own and passes every octet on over another TLS: what an attacker does whose certificate a client takes. */
final class MiddleMan implements AutoCloseable {

    private static final char[] NO_PASSWORD = new char[0];

    private final InetSocketAddress server;
    private final SSLContext context;
    private final SSLServerSocket front;

    MiddleMan(InetSocketAddress server) throws IOException, GeneralSecurityException {
        this.server = server;
        SecureRandom random = new SecureRandom();
        TlsIdentity own =
                SelfSigned.make(DomainName.parse("mail.example.test").orElseThrow(), random, Clock.systemUTC());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new TrustEverything()}, random);
        front = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 4, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    private void serve() {
        try {
            while (true) {
                SSLSocket client = (SSLSocket) front.accept();
                SSLSocket onwards =
                        (SSLSocket) context.getSocketFactory().createSocket(server.getAddress(), server.getPort());
                Thread.ofVirtual().start(() -> pass(client, onwards));
                Thread.ofVirtual().start(() -> pass(onwards, client));
            }
        } catch (IOException e) {
            // Closed: that is the end.
        }
    }

    private static void pass(SSLSocket from, SSLSocket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One of them has closed.
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
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
