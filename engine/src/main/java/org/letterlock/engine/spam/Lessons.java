package org.letterlock.engine.spam;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.letterlock.engine.crypto.SipHash;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.ImapEnvelope;

/**
 * What of a letter is learned, and looked up: hashes under the account's own key, so that a count tells no word.
 *
 * @param words of its words, each once
 * @param sender of who wrote it; empty where that is not one
 */
public record Lessons(List<Long> words, Optional<Long> sender) {

    public Lessons {
        words = List.copyOf(words);
    }

    /** Those of a letter. */
    public static Lessons of(Reading reading, SipHash key) {
        return new Lessons(
                Words.of(reading).stream()
                        .map(word -> hash(word, key))
                        .distinct()
                        .toList(),
                sender(reading, key));
    }

    /** Who wrote a letter; empty where that is not one. */
    public static Optional<Long> sender(Reading reading, SipHash key) {
        return Words.sender(reading).map(sender -> hash(sender, key));
    }

    /** The correspondents that a letter of the person's own goes to, as {@link #sender} would know them; at most {@code limit}. */
    public static List<Long> recipients(ImapEnvelope envelope, SipHash key, int limit) {
        return Stream.of(envelope.to(), envelope.cc(), envelope.bcc())
                .flatMap(List::stream)
                .flatMap(address -> address.mailbox().stream()
                        .flatMap(local -> address.host().flatMap(DomainName::parse).stream()
                                .map(host -> Words.correspondent(local, host))))
                .map(correspondent -> hash(correspondent, key))
                .distinct()
                .limit(limit)
                .toList();
    }

    private static long hash(String word, SipHash key) {
        return key.hash(word.getBytes(UTF_8));
    }
}
