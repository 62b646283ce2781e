package org.letterlock.engine.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A {@link WireClient} over a socket of the JDK. */
public final class SocketClient implements WireClient {

    private static final int TIMEOUT_MILLIS = 20_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SocketClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new java.io.BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects in clear text. */
    public static SocketClient connect(InetSocketAddress address) {
        return connect(address, new InetSocketAddress(0).getAddress());
    }

    /** Connects in clear text from an address of this machine. */
    public static SocketClient connect(InetSocketAddress address, InetAddress from) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(from, 0));
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(address, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            return new SocketClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects with TLS from the first octet. */
    public static SocketClient connectTls(InetSocketAddress address) {
        SocketClient client = connect(address);
        client.startTls();
        return client;
    }

    @Override
    public void send(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
        } catch (SocketException e) {
            // The server may have closed: what it said is still to be read.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new AssertionError("closed after <" + line.toString(StandardCharsets.ISO_8859_1) + ">");
                }
                line.write(b);
            }
        } catch (IOException e) {
            throw new AssertionError("no line", e);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public byte[] read(int count) {
        try {
            byte[] octets = in.readNBytes(count);
            if (octets.length < count) {
                throw new AssertionError("closed after " + octets.length + " octets of " + count);
            }
            return octets;
        } catch (IOException e) {
            throw new AssertionError("no octets", e);
        }
    }

    @Override
    public byte[] readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("not closed", e);
        } catch (SocketException | SSLException e) {
            // A reset is a close too.
        } catch (IOException e) {
            throw new AssertionError("not closed", e);
        }
        return all.toByteArray();
    }

    /** The TLS protocol, such as {@code TLSv1.3}. */
    public String tlsProtocol() {
        return ((SSLSocket) socket).getSession().getProtocol();
    }

    /** The certificate that the server showed. */
    public X509Certificate serverCertificate() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts TLS of one version, offering protocols by ALPN. The one that was agreed on, empty for none; or what the server's alert said. */
    public String agree(String version, String... protocols) {
        try {
            SSLSocket tls = tls();
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setApplicationProtocols(protocols);
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            use(tls);
            return tls.getApplicationProtocol();
        } catch (SSLException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no TLS", e);
        }
    }

    @Override
    public void startTls() {
        try {
            SSLSocket tls = tls();
            tls.startHandshake();
            use(tls);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no TLS", e);
        }
    }

    private SSLSocket tls() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        return (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    }

    private void use(SSLSocket tls) throws IOException {
        socket = tls;
        in = new java.io.BufferedInputStream(tls.getInputStream());
        out = tls.getOutputStream();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TrustsAll implements X509TrustManager {
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
