package org.letterlock.engine.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.letterlock.engine.mail.Octets;

/** Cuts a message into its header, so that headers are read without what follows them, and pieces: each attachment by itself. */
final class PieceCutter {

    private final Packer packer;
    private final Sink sink;

    PieceCutter(Packer packer, Sink sink) {
        this.packer = packer;
        this.sink = sink;
    }

    /** Where the pieces go, in their order. */
    interface Sink {

        /** The header, or the first 64 KiB of it; always the first. */
        void header(Piece header);

        void piece(Piece piece);

        /** @param chunks its content, of which no more than is needed is read */
        void attachment(Attachment attachment, Chunks chunks) throws IOException;
    }

    /** @param attachments of the message, in their order */
    void cut(Octets message, long header, List<Attachment> attachments) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Piece.OCTETS, message.length())];
        try (InputStream in = message.open()) {
            int first = (int) Math.min(Piece.OCTETS, header);
            sink.header(piece(in, 0, first, buffer));
            cut(in, first, header, buffer);
            long position = header;
            for (Attachment attachment : attachments) {
                cut(in, position, attachment.start(), buffer);
                Chunks chunks = new Chunks(in, attachment);
                sink.attachment(attachment, chunks);
                chunks.skip();
                position = attachment.end();
            }
            cut(in, position, message.length(), buffer);
        }
    }

    private void cut(InputStream in, long from, long until, byte[] buffer) throws IOException {
        for (long start = from; start < until; ) {
            int length = (int) Math.min(Piece.OCTETS, until - start);
            sink.piece(piece(in, start, length, buffer));
            start += length;
        }
    }

    private Piece piece(InputStream in, long start, int length, byte[] buffer) throws IOException {
        if (in.readNBytes(buffer, 0, length) < length) {
            throw new EOFException("a message ended before its length");
        }
        return Piece.of(start, buffer, length, packer);
    }

    /** The decoded chunks of an attachment, read one after the other. */
    static final class Chunks {

        private final InputStream in;
        private final Attachment attachment;
        private long next;

        private Chunks(InputStream in, Attachment attachment) {
            this.in = in;
            this.attachment = attachment;
        }

        boolean hasNext() {
            return next < attachment.chunks();
        }

        byte[] next() throws IOException {
            return attachment.lines().read(in, next++, attachment.length());
        }

        private void skip() throws IOException {
            if (hasNext()) {
                in.skipNBytes(attachment.end()
                        - attachment.start()
                        - attachment.lines().chunkStart(next));
            }
        }
    }
}
