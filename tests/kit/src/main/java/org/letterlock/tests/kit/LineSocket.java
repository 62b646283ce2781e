package org.letterlock.tests.kit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A socket that speaks lines, in clear text or TLS, and takes only CRLF for the end of one. Trusts every certificate: for tests on loopback. */
final class LineSocket implements AutoCloseable {

    private static final int LINE_LIMIT = 1 << 20;
    private static final int LAST_LINE = 1024;

    private final InetSocketAddress address;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    LineSocket(InetSocketAddress address, boolean tls, Duration patience) {
        this(null, address, tls, patience);
    }

    /** @param from the address to come from; null for the one that the system takes */
    LineSocket(@Nullable InetAddress from, InetSocketAddress address, boolean tls, Duration patience) {
        this.address = address;
        try {
            socket = new Socket();
            if (from != null) {
                socket.bind(new InetSocketAddress(from, 0));
            }
            socket.connect(address, Math.toIntExact(patience.toMillis()));
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            if (tls) {
                startTls();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startTls() {
        startTls(List.of());
    }

    /** @param protocols such as {@code TLSv1.2}; none for what the JDK likes best */
    void startTls(List<String> protocols) {
        try {
            SSLSocket secure = (SSLSocket) trustingContext()
                    .getSocketFactory()
                    .createSocket(socket, address.getHostString(), address.getPort(), true);
            secure.setUseClientMode(true);
            if (!protocols.isEmpty()) {
                secure.setEnabledProtocols(protocols.toArray(String[]::new));
            }
            secure.startHandshake();
            socket = secure;
            in = new BufferedInputStream(secure.getInputStream(), 1 << 16);
            out = new BufferedOutputStream(secure.getOutputStream(), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The channel binding tls-exporter of our end (RFC 9266). */
    byte[] exported() {
        try {
            return ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
                    .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
        } catch (SSLKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate that the server showed. */
    X509Certificate serverCertificate() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverything()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void patience(Duration patience) {
        try {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line without its CRLF, as Latin-1 so that octets survive. */
    String readLine() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            while (true) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException("the connection was closed");
                }
                if (octet == '\r') {
                    if (in.read() != '\n') {
                        throw new ProtocolException("a bare CR");
                    }
                    return line.toString(StandardCharsets.ISO_8859_1);
                }
                if (octet == '\n') {
                    throw new ProtocolException("a bare LF");
                }
                line.write(octet);
                if (line.size() > LINE_LIMIT) {
                    throw new ProtocolException("a line without end");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes over what comes until its last line begins with {@code beginning}, and gives that line. For measurements: it costs the reader next to nothing. */
    String lastLine(String beginning) {
        byte[] buffer = new byte[1 << 16];
        String end = "";
        try {
            while (true) {
                int count = in.read(buffer);
                if (count < 0) {
                    throw new EOFException("the connection was closed");
                }
                int from = Math.max(0, count - LAST_LINE);
                String piece = new String(buffer, from, count - from, StandardCharsets.ISO_8859_1);
                end = from > 0 ? piece : end + piece;
                if (end.endsWith("\r\n")) {
                    String line = end.substring(end.lastIndexOf("\r\n", end.length() - 3) + 1)
                            .strip();
                    if (line.startsWith(beginning)) {
                        return line;
                    }
                }
                end = end.substring(Math.max(0, end.length() - LAST_LINE));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] readExactly(int count) {
        try {
            byte[] octets = in.readNBytes(count);
            if (octets.length < count) {
                throw new EOFException("the connection was closed");
            }
            return octets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side closed: nothing more comes. */
    boolean atEnd() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    void write(byte[] octets) {
        try {
            out.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
