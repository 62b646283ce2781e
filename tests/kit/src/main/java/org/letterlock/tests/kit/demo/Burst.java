package org.letterlock.tests.kit.demo;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.ProtocolException;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.Waiting;

/** Letters delivered over several connections at once until the server is gone, with a note of each one that it acknowledged. */
public final class Burst {

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> offered = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Begins.
     *
     * @param mx where to deliver
     * @param connections how many connections deliver at once
     * @param size of a letter, in octets
     */
    public Burst(InetSocketAddress mx, int connections, String to, int size, long seed) {
        for (int i = 0; i < connections; i++) {
            LetterMaker letters = new LetterMaker(seed + i);
            threads.add(Thread.ofVirtual().start(() -> deliver(mx, letters, to, size)));
        }
    }

    private void deliver(InetSocketAddress mx, LetterMaker letters, String to, int size) {
        try (SmtpTestClient client = SmtpTestClient.connect(mx)) {
            client.ehlo();
            while (!stopped.get()) {
                Letter letter = letters.sized("news@example.org", to, "A letter of the burst", size);
                offered.add(letter.messageId());
                if (client.deliver(letter.from(), List.of(to), letter.octets()).code() == 250) {
                    acknowledged.add(letter.messageId());
                }
            }
        } catch (UncheckedIOException | ProtocolException e) {
            // The server is gone: what this is about. What was not acknowledged is not counted.
            stopped.set(true);
        }
    }

    /** Waits until so many letters were acknowledged; whether they were in time. */
    public boolean awaitAcknowledged(int count, Duration patience) {
        return Waiting.until(patience, () -> acknowledged.size() >= count || stopped.get())
                && acknowledged.size() >= count;
    }

    /** Ends it after the letters that are under way. */
    public void end() {
        stopped.set(true);
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(30));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The Message-IDs of the letters that were acknowledged. */
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** The Message-IDs of all letters that were begun, acknowledged or not. */
    public Set<String> offered() {
        return Set.copyOf(offered);
    }
}
