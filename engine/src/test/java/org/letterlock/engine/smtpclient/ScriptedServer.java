package org.letterlock.engine.smtpclient;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.pkix.TestAuthority;

/** A server on loopback that says what a test tells it to, well or badly: one dialogue for each connection in turn, the last one for all further ones. */
final class ScriptedServer implements AutoCloseable {

    /** One side of a conversation. */
    interface Dialogue {
        void run(Peer peer) throws IOException;
    }

    /** A server that offers TLS and has none, and takes a letter in clear text. */
    static Dialogue letterWhoseTlsFails() {
        return peer -> {
            peer.say("220 hi").expect("EHLO ");
            peer.say("250-hi", "250 STARTTLS");
            if (peer.line().equals("STARTTLS")) {
                peer.say("454 4.7.0 TLS not available").untilClosed();
                return;
            }
            peer.say("250 ok").expect("RCPT");
            peer.say("250 ok").expect("DATA");
            peer.say("354 go").rawData();
            peer.say("250 ok").expect("QUIT");
        };
    }

    private final ServerSocket listener;
    private final Thread accepting;
    private final List<Dialogue> dialogues;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();

    ScriptedServer(Dialogue... dialogues) throws IOException {
        this.dialogues = List.of(dialogues);
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** Every command line of all connections. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                int index = Math.min(connections.getAndIncrement(), dialogues.size() - 1);
                Thread.ofVirtual().start(() -> talk(socket, dialogues.get(index)));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void talk(Socket socket, Dialogue dialogue) {
        try (socket) {
            dialogue.run(new Peer(socket));
        } catch (IOException _) {
            // The client went away, which many tests want.
        } catch (AssertionError e) {
            failures.add(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            // Until it has left, the system may still take a connection for it.
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        AssertionError failure = failures.peek();
        if (failure != null) {
            throw failure;
        }
    }

    /** The server's end of one connection. */
    final class Peer {
        private Socket socket;
        private InputStream in;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Says lines; CRLF is added to each. */
        Peer say(String... lines) throws IOException {
            for (String line : lines) {
                raw(line + "\r\n");
            }
            return this;
        }

        Peer raw(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        }

        /** Reads a command line, without CRLF. */
        String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new EOFException();
                }
                line.write(octet);
            }
            String text = line.toString(StandardCharsets.UTF_8);
            if (!text.endsWith("\r")) {
                throw new AssertionError("a line without CRLF: " + text);
            }
            heard.add(text.substring(0, text.length() - 1));
            return text.substring(0, text.length() - 1);
        }

        /** Reads a command that must begin with {@code start}. */
        String expect(String start) throws IOException {
            String line = line();
            if (!line.startsWith(start)) {
                throw new AssertionError("expected " + start + " and heard " + line);
            }
            return line;
        }

        byte[] octets(int count) throws IOException {
            byte[] octets = in.readNBytes(count);
            if (octets.length < count) {
                throw new EOFException();
            }
            return octets;
        }

        /** Reads data up to its end, on the wire as it is, the end included. */
        byte[] rawData() throws IOException {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            byte[] end = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
            int matched = 2; // as if a line break came before
            while (matched < end.length) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException();
                }
                data.write(octet);
                matched = octet == end[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
            }
            return data.toByteArray();
        }

        void startTls() throws IOException {
            startTls(Tls.CONTEXT);
        }

        void startTls(SSLContext context) throws IOException {
            SSLSocket tls = (SSLSocket) context.getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            socket = tls;
            in = new BufferedInputStream(tls.getInputStream());
        }

        /** Ends the connection without a goodbye of TCP. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client is gone. */
        void untilClosed() throws IOException {
            while (in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Tls {
        static final SSLContext CONTEXT = TestAuthority.context(
                SelfSigned.make(new DomainName("mx.example.org"), new SecureRandom(), Clock.systemUTC()));
    }
}
