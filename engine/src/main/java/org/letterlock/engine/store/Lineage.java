package org.letterlock.engine.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.letterlock.engine.mime.MessageIds;

/**
 * By which ids a letter is threaded (RFC 5256 §3), as 64-bit hashes of what is left of them when quoting is taken off.
 *
 * @param id its own, {@link #NONE} where it has none
 * @param references those that it refers to, oldest first, in their order
 */
public record Lineage(long id, List<Long> references) {

    /** No id. */
    public static final long NONE = 0;

    private static final Pattern QUOTED = Pattern.compile("<\"((?:[^\"\\\\]|\\\\.)*+)\"@(.*)>");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    /**
     * The lineage of a letter.
     *
     * @param messageId the Message-ID field, if there is one
     * @param references ids with their angle brackets
     */
    static Lineage of(Optional<String> messageId, List<String> references) {
        long id = messageId.map(MessageIds::in).stream()
                .flatMap(List::stream)
                .findFirst()
                .map(Lineage::hash)
                .orElse(NONE);
        return new Lineage(id, references.stream().map(Lineage::hash).toList());
    }

    private static long hash(String messageId) {
        Matcher quoted = QUOTED.matcher(messageId);
        String plain = quoted.matches()
                ? "<" + ESCAPED.matcher(quoted.group(1)).replaceAll("$1") + "@" + quoted.group(2) + ">"
                : messageId;
        long hash = MessageFacts.hash(plain);
        return hash == NONE ? 1 : hash;
    }

    /** As it is stored: eight octets an id, its own first. */
    byte[] octets() {
        ByteBuffer octets =
                ByteBuffer.allocate(Long.BYTES * (references.size() + 1)).putLong(id);
        references.forEach(octets::putLong);
        return octets.array();
    }

    /** What {@link #octets} wrote. */
    static Lineage read(byte[] stored) {
        ByteBuffer octets = ByteBuffer.wrap(stored);
        long id = octets.getLong();
        return new Lineage(
                id,
                LongStream.generate(octets::getLong)
                        .limit(stored.length / Long.BYTES - 1)
                        .boxed()
                        .toList());
    }
}
