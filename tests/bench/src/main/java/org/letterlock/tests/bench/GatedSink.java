package org.letterlock.tests.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Mail servers on loopback that take every letter and keep none. They let nobody in, and send nobody away, until the gate is opened. */
final class GatedSink implements AutoCloseable {

    private static final byte[] END = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<ServerSocket> servers = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger letters = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    /** @param count how many servers, each on a port of its own */
    GatedSink(int count) {
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                servers.add(server);
                Thread.ofVirtual().start(() -> accept(server));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Integer> ports() {
        return servers.stream().map(ServerSocket::getLocalPort).toList();
    }

    void open() {
        gate.countDown();
    }

    /** How many letters were taken. */
    int letters() {
        return letters.get();
    }

    int connections() {
        return connections.get();
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            gate.await();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            OutputStream out = socket.getOutputStream();
            say(out, "220 sink.example ESMTP");
            StringBuilder replies = new StringBuilder();
            while (true) {
                String verb = verb(in);
                switch (verb) {
                    case "" -> {
                        return;
                    }
                    case "EHLO" -> replies.append("250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
                    case "DATA" -> {
                        say(out, replies + "354 go");
                        replies.setLength(0);
                        content(in);
                        letters.incrementAndGet();
                        replies.append("250 2.0.0 taken\r\n");
                    }
                    case "QUIT" -> {
                        say(out, replies + "221 bye");
                        return;
                    }
                    default -> replies.append("250 ok\r\n");
                }
                if (in.available() == 0 && !replies.isEmpty()) {
                    out.write(replies.toString().getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    replies.setLength(0);
                }
            }
        } catch (IOException _) {
            // The sender went away.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The first four characters of a line, in upper case as both senders write them; empty at the end of the input. */
    private static String verb(InputStream in) throws IOException {
        StringBuilder verb = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return "";
            }
            if (verb.length() < 4) {
                verb.append((char) octet);
            }
        }
        return verb.toString();
    }

    private static void content(InputStream in) throws IOException {
        int matched = 2;
        while (matched < END.length) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the sender went away");
            }
            matched = octet == END[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
        }
    }

    @Override
    public void close() {
        try {
            for (ServerSocket server : servers) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
