package org.letterlock.engine.mime;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.letterlock.engine.mail.Octets;

/** Gives the parts of a message that have the transfer encoding {@code binary} base64 instead, so that no NUL is left in them (RFC 3516 §4.4). */
public final class BinaryParts {

    private static final String FIELD = "Content-Transfer-Encoding";
    private static final int MAX_HEADER = 256 * 1024;
    private static final int LINE = 76;
    private static final byte[] CRLF = {'\r', '\n'};

    private BinaryParts() {}

    /** Writes {@code message} to {@code out}, its binary parts encoded. Streams; parts with a header of more than 256 KiB are left as they are. */
    public static void encode(Octets message, OutputStream out) throws IOException {
        MimePart root = MimeScanner.scan(message, MimeScanner.Limits.DEFAULT).root();
        List<MimePart> binary = new ArrayList<>();
        collect(root, binary);
        long at = 0;
        for (MimePart part : binary) {
            copy(message, at, part.headerStart(), out);
            header(message, part, out);
            try (InputStream body = message.open(part.bodyStart(), part.size());
                    OutputStream encoder = Base64.getMimeEncoder(LINE, CRLF).wrap(new StaysOpen(out))) {
                body.transferTo(encoder);
            }
            at = part.bodyEnd();
            if (at == message.length()) {
                out.write(CRLF);
            }
        }
        copy(message, at, message.length(), out);
    }

    private static void collect(MimePart part, List<MimePart> binary) {
        part.children().forEach(child -> collect(child, binary));
        boolean leaf = part.children().isEmpty() && !part.isMultipart();
        if (leaf && part.encoding().equals("binary") && part.bodyStart() - part.headerStart() <= MAX_HEADER) {
            binary.add(part);
        }
    }

    private static void header(Octets message, MimePart part, OutputStream out) throws IOException {
        byte[] block;
        try (InputStream in = message.open(part.headerStart(), part.bodyStart() - part.headerStart())) {
            block = in.readAllBytes();
        }
        // In front of the others: so it is before the empty line whatever the header looks like.
        out.write((FIELD + ": base64\r\n").getBytes(StandardCharsets.US_ASCII));
        int at = 0;
        for (HeaderField field : HeaderFields.parse(block).all(FIELD)) {
            out.write(block, at, field.start() - at);
            at = field.end();
        }
        out.write(block, at, block.length - at);
    }

    private static void copy(Octets message, long from, long to, OutputStream out) throws IOException {
        try (InputStream in = message.open(from, to - from)) {
            in.transferTo(out);
        }
    }

    /** Passes everything on but the end. */
    private static final class StaysOpen extends FilterOutputStream {

        private StaysOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            out.write(octets, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
