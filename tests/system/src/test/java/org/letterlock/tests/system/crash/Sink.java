package org.letterlock.tests.system.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A mail server that takes most letters, defers some, and sometimes is gone before its answer. Notes each letter that it has. */
final class Sink implements AutoCloseable {

    private final ServerSocket server;
    private final Random random;
    private final Map<String, List<Reception>> received = new ConcurrentHashMap<>();
    private final AtomicInteger life = new AtomicInteger();
    private volatile boolean moody = true;

    /**
     * A letter came.
     *
     * @param life which run of the engine sent it
     * @param answered whether it was told that it arrived
     */
    record Reception(int life, boolean answered) {}

    Sink(long seed) {
        random = new Random(seed);
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** The next run of the engine begins. */
    void nextLife() {
        life.incrementAndGet();
    }

    /** From now on it takes everything. */
    void beReliable() {
        moody = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                int bornIn = life.get();
                Thread.ofVirtual().start(() -> serve(socket, bornIn));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket, int bornIn) {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = socket.getOutputStream()) {
            answer(out, "220 sink.example.org ESMTP");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
                if (verb.equals("DATA")) {
                    answer(out, "354 go on");
                    if (!content(in, out, bornIn)) {
                        return;
                    }
                } else if (verb.equals("QUIT")) {
                    answer(out, "221 bye");
                    return;
                } else {
                    answer(out, "250 sink.example.org");
                }
            }
        } catch (IOException e) {
            // The engine was killed.
        }
    }

    private boolean content(BufferedReader in, OutputStream out, int bornIn) throws IOException {
        String id = "";
        String line = in.readLine();
        while (!".".equals(line)) {
            if (line == null) {
                return false;
            }
            if (id.isEmpty() && line.toLowerCase(Locale.ROOT).startsWith("message-id:")) {
                id = line.substring(11).strip();
            }
            line = in.readLine();
        }
        int mood = moody ? dice() : 0;
        if (mood == 18) {
            answer(out, "451 4.3.0 not now");
            return true;
        }
        received.computeIfAbsent(id, _ -> new ArrayList<>());
        received.computeIfPresent(id, (_, receptions) -> {
            receptions.add(new Reception(bornIn, mood != 19));
            return receptions;
        });
        if (mood == 19) {
            return false;
        }
        answer(out, "250 2.0.0 taken");
        return true;
    }

    private synchronized int dice() {
        return random.nextInt(20);
    }

    private static void answer(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The letters that came, with every time they did. */
    Map<String, List<Reception>> received() {
        return received.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
