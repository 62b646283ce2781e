package org.letterlock.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;
import org.letterlock.engine.net.Wire;

/** Reads one response. */
final class HttpResponse {
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}");
    private static final int MAX_LINE = 1024;
    private static final int PIECE = 64 * 1024;

    /** How much of a body is read where only the status matters. */
    static final int STATUS_ALONE = -1;

    private final Wire wire;
    private final long end;
    private final int most;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    HttpResponse(Wire wire, long end, int most) {
        this.wire = wire;
        this.end = end;
        this.most = most;
    }

    HttpResult read() throws Unusable {
        HttpHead head = next(HttpHead.GRAMMAR).orElseThrow(() -> new Unusable("not HTTP"));
        if (head.status() < 200) {
            throw new Unusable("an interim response that nobody asked for");
        }
        if (most == STATUS_ALONE) {
            return new HttpResult.Answered(head.status(), head.contentType(), new byte[0]);
        }
        if (head.isChunked()) {
            chunks();
        } else {
            long length = head.length().orElseThrow(() -> new Unusable("the length of the body is not told"));
            take(length);
        }
        return new HttpResult.Answered(head.status(), head.contentType(), body.toByteArray());
    }

    private void chunks() throws Unusable {
        while (true) {
            String size = line().split(";", 2)[0].strip();
            if (!CHUNK_SIZE.matcher(size).matches()) {
                throw new Unusable("a chunk without its size");
            }
            long octets = Long.parseLong(size, 16);
            if (octets == 0) {
                return; // What may follow in the trailer is of no use to us.
            }
            take(octets);
            if (!line().isEmpty()) {
                throw new Unusable("a chunk that is longer than its size");
            }
        }
    }

    private String line() throws Unusable {
        return next(HttpResponse::cutLine).orElseThrow(() -> new Unusable("a line is too long"));
    }

    private static Cut<Optional<String>> cutLine(ByteBuffer octets) {
        StringBuilder line = new StringBuilder();
        for (int i = octets.position(); i < octets.limit() && line.length() <= MAX_LINE; i++) {
            char c = (char) (octets.get(i) & 0xff);
            if (c == '\n') {
                return new Cut.Done<>(Optional.of(line.toString().stripTrailing()), i + 1 - octets.position());
            }
            line.append(c);
        }
        return line.length() > MAX_LINE ? new Cut.Done<>(Optional.empty(), 0) : new Cut.More<>();
    }

    private void take(long octets) throws Unusable {
        if (octets > most - body.size()) {
            throw new Unusable("more than " + most + " octets");
        }
        for (long left = octets; left > 0; ) {
            int wanted = Math.toIntExact(left);
            byte[] piece = next(arrived -> {
                if (!arrived.hasRemaining()) {
                    return new Cut.More<>();
                }
                byte[] taken = new byte[Math.min(wanted, arrived.remaining())];
                arrived.get(arrived.position(), taken);
                return new Cut.Done<>(taken, taken.length);
            });
            body.writeBytes(piece);
            left -= piece.length;
        }
    }

    private <T> T next(Grammar<T> grammar) throws Unusable {
        return wire.read(grammar, left(end)).orElseThrow(() -> new Unusable("too slowly"));
    }

    static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Writes a body piece by piece, as long as there is time. */
    static void write(Wire wire, Octets body, long end) throws Unusable {
        try (InputStream in = body.open()) {
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                if (left(end).isZero()) {
                    throw new Unusable("too slowly");
                }
                wire.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("body", e);
        }
    }

    /** An answer that is none. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        final String words;

        Unusable(String words) {
            super(words, null, false, false);
            this.words = words;
        }
    }
}
