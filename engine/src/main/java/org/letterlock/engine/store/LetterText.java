package org.letterlock.engine.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.letterlock.engine.store.Packer.Packed;

/**
 * The folded text of a message as it is stored and searched: segments of bounded size, so that no step of indexing is long. Each segment has a line a
 * field in the order of {@link Part}; the first has them all, the others only text of the body. Segments of the body overlap, so that what is not
 * longer than the overlap lies whole in one of them.
 *
 * @param segments at least one
 */
record LetterText(List<String> segments) {

    /** How many characters two segments of a body share. */
    static final int OVERLAP = 200;

    private static final int STEP = 16 * 1024;
    private static final int PARTS = 6;

    /** What a segment has, in its order. */
    enum Part {
        SUBJECT(0),
        FROM(1),
        TO(2),
        CC(3),
        BCC(4),
        BODY(5);

        private final int line;

        Part(int line) {
            this.line = line;
        }
    }

    /** The text of a message with these fields, not yet folded; {@code body} also has the names of attachments. */
    static LetterText of(String subject, String from, String to, String cc, String bcc, String body) {
        String folded = Folding.fold(body);
        List<String> segments = new ArrayList<>();
        StringBuilder first = new StringBuilder();
        for (String field : List.of(subject, from, to, cc, bcc)) {
            first.append(Folding.fold(field)).append('\n');
        }
        String header = first.toString();
        for (int at = 0; at == 0 || at + OVERLAP < folded.length(); at += STEP) {
            String slice = folded.substring(at, Math.min(folded.length(), at + STEP + OVERLAP));
            segments.add((at == 0 ? header : "\n".repeat(PARTS - 1)) + slice);
        }
        return new LetterText(segments);
    }

    /** Whether {@code part} contains {@code term}, which is folded. */
    boolean contains(Part part, String term) {
        if (part != Part.BODY) {
            return field(segments.getFirst(), part).contains(term);
        }
        if (term.length() <= OVERLAP) {
            return segments.stream().anyMatch(s -> field(s, Part.BODY).contains(term));
        }
        StringBuilder body = new StringBuilder();
        for (String segment : segments) {
            String slice = field(segment, Part.BODY);
            body.append(body.isEmpty() ? slice : slice.substring(Math.min(OVERLAP, slice.length())));
        }
        return body.indexOf(term) >= 0;
    }

    /** The text of a part, in slices that overlap by at most {@link #OVERLAP} characters. */
    List<String> texts(Part part) {
        return part == Part.BODY
                ? segments.stream().map(s -> field(s, part)).toList()
                : List.of(field(segments.getFirst(), part));
    }

    private static String field(String segment, Part part) {
        String[] fields = segment.split("\n", PARTS);
        return fields[part.line];
    }

    /** How the segments are stored: each with its format as that of a piece, its length in octets, then its octets so. */
    List<byte[]> packed() {
        try (Packer packer = new Packer()) {
            return segments.stream().map(segment -> packed(segment, packer)).toList();
        }
    }

    private static byte[] packed(String segment, Packer packer) {
        byte[] plain = segment.getBytes(StandardCharsets.UTF_8);
        Packed packed = packer.pack(plain, plain.length);
        return ByteBuffer.allocate(1 + Integer.BYTES + packed.data().length)
                .put((byte) packed.format())
                .putInt(plain.length)
                .put(packed.data())
                .array();
    }

    /** A segment that {@link #packed} wrote. */
    static String unpacked(byte[] stored, Unpacker unpacker) {
        ByteBuffer fields = ByteBuffer.wrap(stored);
        int format = fields.get();
        int length = fields.getInt();
        byte[] data = Arrays.copyOfRange(stored, fields.position(), stored.length);
        return new String(unpacker.octets(new Packed(format, data), length), StandardCharsets.UTF_8);
    }
}
