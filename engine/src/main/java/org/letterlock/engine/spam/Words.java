package org.letterlock.engine.spam;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;

/**
 * The words of a letter by which letters are told apart: words where scripts have them, pairs of characters where scripts have none between spaces, so that Chinese, Japanese and
 * Thai are learned as well. The same for a letter that comes in and one that is learned from.
 */
final class Words {

    /** So many of a letter count at most, those of its header first: a long letter must not cost more than others, nor outweigh them. */
    static final int MOST = 700;

    private static final int MOST_HOSTS = 30;
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 24;

    private final Set<String> found = new LinkedHashSet<>();
    private final String prefix;

    private Words(String prefix) {
        this.prefix = prefix;
    }

    /** The words of a letter, at most {@value #MOST}. What stands in its header is marked with where, because it says more there. */
    static Set<String> of(Reading reading) {
        Set<String> words = new LinkedHashSet<>();
        reading.authors().forEach(author -> {
            author.host().flatMap(DomainName::parse).ifPresent(domain -> words.add("from:" + domain.ascii()));
            words.addAll(in("name:", author.displayed()));
        });
        words.addAll(in("subject:", reading.subject()));
        reading.links().stream()
                .flatMap(link -> Hosts.target(link.target()).stream())
                .flatMap(host -> DomainName.parse(host).stream())
                .map(Hosts::site)
                .distinct()
                .limit(MOST_HOSTS)
                .forEach(site -> words.add("link:" + site));
        for (String file : reading.files().split("\n", -1)) {
            int dot = file.lastIndexOf('.');
            if (dot >= 0 && file.length() - dot <= MAX_LENGTH) {
                words.add("file:" + file.substring(dot + 1).toLowerCase(Locale.ROOT));
            }
        }
        Set<String> body = in("", reading.text());
        body.stream().limit(Math.max(0, MOST - words.size())).forEach(words::add);
        List<String> kept = words.stream().limit(MOST).toList();
        return new LinkedHashSet<>(kept);
    }

    private static Set<String> in(String prefix, String text) {
        Words words = new Words(prefix);
        words.read(folded(text));
        return words.found;
    }

    /** Wide letters, ligatures and other dress of the same letters are one. */
    private static String folded(String text) {
        boolean plain = text.chars().allMatch(c -> c < 0x80);
        return (plain ? text : Normalizer.normalize(text, Normalizer.Form.NFKC)).toLowerCase(Locale.ROOT);
    }

    private void read(String text) {
        StringBuilder word = new StringBuilder();
        int before = -1;
        for (int at = 0; at < text.length() && found.size() < MOST; ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (isUnspaced(character)) {
                end(word);
                if (before >= 0) {
                    found.add(prefix + Character.toString(before) + Character.toString(character));
                }
                before = character;
            } else {
                before = -1;
                if (Character.isLetterOrDigit(character) || isSign(character, word)) {
                    word.appendCodePoint(character);
                } else {
                    end(word);
                }
            }
        }
        end(word);
    }

    /** What holds a word together, or says that a number is a price. */
    private static boolean isSign(int character, StringBuilder word) {
        return character == '$'
                || character == '%'
                || Character.getType(character) == Character.CURRENCY_SYMBOL
                || (!word.isEmpty() && (character == '\'' || character == '-'));
    }

    private void end(StringBuilder word) {
        int length = word.length();
        if (length >= MIN_LENGTH && length <= MAX_LENGTH && !isNumber(word)) {
            found.add(prefix + word);
        }
        word.setLength(0);
    }

    private static boolean isNumber(CharSequence word) {
        return word.chars().allMatch(c -> Character.isDigit(c) || c == '-');
    }

    private static boolean isUnspaced(int character) {
        if (character < 0x0E00 || !Character.isLetter(character)) {
            return false;
        }
        return switch (UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
            default -> false;
        };
    }

    /** Under what the sender of a letter is known; empty where it has not one. */
    static Optional<String> sender(Reading reading) {
        if (reading.authors().size() != 1) {
            return Optional.empty();
        }
        return reading.authors()
                .getFirst()
                .mailbox()
                .flatMap(local -> reading.authors()
                        .getFirst()
                        .host()
                        .flatMap(DomainName::parse)
                        .map(host -> correspondent(local, host)));
    }

    /** Under what an address is known. */
    static String correspondent(String local, DomainName host) {
        return "address:" + local.toLowerCase(Locale.ROOT) + "@" + host.ascii();
    }
}
