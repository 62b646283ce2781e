package org.letterlock.engine.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.letterlock.engine.mail.Octets;

/**
 * What a web server is told: JSON with the letter in it, made while it is read, so that no large letter lies in memory.
 *
 * @param before what stands before the letter's base64
 * @param letter at most {@link #MOST}; the beginning of a larger one
 * @param after what stands behind it
 */
record WebhookBody(byte[] before, Octets letter, byte[] after) implements Octets {

    /** How many octets of a letter are told, 10 MiB; of a larger one as many, and that it is cut. */
    static final long MOST = 10L << 20;

    /** How much of a letter waits for a web server: by the last octet it is known later that there were more. */
    static final long KEPT = MOST + 1;

    private static final byte[] AFTER = "\"}}".getBytes(StandardCharsets.US_ASCII);

    /**
     * @param about what is said of the letter: an object of JSON with something in it
     * @param told when this is told
     */
    static WebhookBody of(String about, Octets letter, Instant told) {
        boolean cut = letter.length() > MOST;
        String before = "{\"type\":\"letter.received\",\"timestamp\":\"" + told + "\",\"data\":"
                + about.substring(0, about.length() - 1) + ",\"truncated\":" + cut + ",\"letter\":\"";
        return new WebhookBody(before.getBytes(StandardCharsets.UTF_8), cut ? beginning(letter, MOST) : letter, AFTER);
    }

    /** What of a letter waits for a web server. */
    static Octets kept(Octets letter) {
        return letter.length() > KEPT ? beginning(letter, KEPT) : letter;
    }

    private static Octets beginning(Octets letter, long length) {
        return new Octets() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return letter.open(0, length);
            }
        };
    }

    @Override
    public long length() {
        return before.length + (letter.length() + 2) / 3 * 4 + after.length;
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(before), new InBase64(letter.open()), new ByteArrayInputStream(after))));
    }

    /** Octets in base64, without line ends. */
    private static final class InBase64 extends InputStream {
        private static final int PIECE = 3 * 16 * 1024;

        private final InputStream plain;
        private byte[] piece = new byte[0];
        private int at;

        InBase64(InputStream plain) {
            this.plain = plain;
        }

        @Override
        public int read() throws IOException {
            return fill() ? piece[at++] : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int taken = Math.min(count, piece.length - at);
            System.arraycopy(piece, at, target, offset, taken);
            at += taken;
            return taken;
        }

        private boolean fill() throws IOException {
            if (at == piece.length) {
                piece = Base64.getEncoder().encode(plain.readNBytes(PIECE));
                at = 0;
            }
            return piece.length > 0;
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }
}
