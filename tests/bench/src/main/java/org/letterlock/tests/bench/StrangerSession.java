package org.letterlock.tests.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One conversation over SMTP from an address of choice, without pipelining; as cheap as can be, so that what is measured is the other side. */
final class StrangerSession implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    private StrangerSession(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects and greets. */
    static StrangerSession open(InetSocketAddress mx, String from, String name) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(mx);
        StrangerSession session = new StrangerSession(socket);
        session.expect("220");
        session.command("EHLO " + name, "250");
        return session;
    }

    /** Sends {@code count} letters over all of them; the milliseconds from the end of each to the reply. */
    static List<Double> send(List<StrangerSession> sessions, String from, String to, byte[] letter, int count)
            throws IOException {
        byte[] data = stuffed(letter);
        AtomicInteger left = new AtomicInteger(count);
        List<Double> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(sessions.size())) {
            List<Future<List<Double>>> all = sessions.stream()
                    .map(session -> threads.submit(() -> session.send(from, to, data, left)))
                    .toList();
            for (Future<List<Double>> each : all) {
                replies.addAll(each.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return replies;
    }

    private static byte[] stuffed(byte[] letter) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        String text = new String(letter, StandardCharsets.ISO_8859_1);
        data.writeBytes(text.replaceAll("(?m)^\\.", "..").getBytes(StandardCharsets.ISO_8859_1));
        data.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return data.toByteArray();
    }

    private List<Double> send(String from, String to, byte[] data, AtomicInteger left) throws IOException {
        List<Double> replies = new ArrayList<>();
        while (left.getAndDecrement() > 0) {
            command("MAIL FROM:<" + from + ">", "250");
            command("RCPT TO:<" + to + ">", "250");
            command("DATA", "354");
            socket.getOutputStream().write(data);
            long begun = System.nanoTime();
            expect("250");
            replies.add((System.nanoTime() - begun) / 1e6);
        }
        return replies;
    }

    private void command(String line, String code) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        expect(code);
    }

    private void expect(String code) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.append((char) octet);
            if (octet != '\n') {
                continue;
            }
            if (!line.toString().startsWith(code)) {
                throw new IOException("instead of " + code + ": " + line);
            }
            if (line.charAt(3) == ' ') {
                return;
            }
            line.setLength(0);
        }
        throw new IOException("instead of " + code + " the connection ended");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
