package org.letterlock.engine.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.MimePart;

/** Finds the parts of a message that can be kept decoded, reading it once. */
final class AttachmentFinder {

    /** Octets of base64 from which on a blob of its own is worth its rows. */
    static final int SMALLEST = 2048;

    private static final int BUFFER = 1 << 14;

    private AttachmentFinder() {}

    /** Those of {@code message}, in the order in which they lie. */
    static List<Attachment> find(Octets message, MimePart root) throws IOException {
        List<MimePart> parts = new ArrayList<>();
        collect(root, parts);
        List<Attachment> found = new ArrayList<>();
        if (parts.isEmpty()) {
            return found;
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = message.open()) {
            long position = 0;
            for (MimePart part : parts) {
                if (part.bodyStart() >= position) {
                    in.skipNBytes(part.bodyStart() - position);
                    read(in, part, buffer).attachment(part.bodyStart()).ifPresent(found::add);
                    position = part.bodyEnd();
                }
            }
        }
        return found;
    }

    private static void collect(MimePart part, List<MimePart> parts) {
        part.children().forEach(child -> collect(child, parts));
        if (part.children().isEmpty() && part.encoding().equals("base64") && part.size() >= SMALLEST) {
            parts.add(part);
        }
    }

    private static Base64Check read(InputStream in, MimePart part, byte[] buffer) throws IOException {
        Base64Check check = new Base64Check();
        for (long left = part.size(); left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("a message ended before its length");
            }
            check.add(buffer, count);
            left -= count;
        }
        return check;
    }
}
