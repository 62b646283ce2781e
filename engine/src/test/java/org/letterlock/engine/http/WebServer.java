package org.letterlock.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;

/** A web server on loopback that answers as a test says, well or badly. */
public final class WebServer implements AutoCloseable {

    private final ServerSocket listener;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)\r\n");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private volatile Answer answer = out -> out.write(ok("text/plain", ""));

    /** Writes an answer. */
    public interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    public WebServer(TlsIdentity identity) {
        try {
            listener = TestAuthority.context(identity)
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What was asked so far, head by head. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** What came with it. */
    public List<byte[]> bodies() {
        return List.copyOf(bodies);
    }

    public void answer(Answer next) {
        answer = next;
    }

    public void answer(String octets) {
        answer = out -> out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void serve(String contentType, String body) {
        answer = out -> out.write(ok(contentType, body));
    }

    private static byte[] ok(String contentType, String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    return;
                }
                head.write(octet);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            Matcher length = LENGTH.matcher(text);
            bodies.add(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
            requests.add(text);
            answer.write(socket.getOutputStream());
        } catch (IOException e) {
            // The client went away, which many tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
