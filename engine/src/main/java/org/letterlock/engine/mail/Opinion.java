package org.letterlock.engine.mail;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a filter of junk beside ours thinks of a letter.
 *
 * @param tenths of a point of its own scale; -{@value #MOST_TENTHS} to {@value #MOST_TENTHS}
 * @param rejects whether it would refuse the letter
 * @param symbols why, the weightiest first: at most {@value #MOST_SYMBOLS}, each of letters, digits and underscores
 */
public record Opinion(int tenths, boolean rejects, List<String> symbols) {

    /** How far a score goes. */
    public static final int MOST_TENTHS = 10_000;

    /** How many reasons are kept. */
    public static final int MOST_SYMBOLS = 20;

    private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9_]{1,60}");
    private static final Pattern WRITTEN = Pattern.compile("opinion:(-?[0-9]{1,5}):([01]):([A-Za-z0-9_,]*)");

    /** Cuts what is too much, and leaves out what is no symbol. */
    public Opinion {
        tenths = Math.clamp(tenths, -MOST_TENTHS, MOST_TENTHS);
        symbols = symbols.stream()
                .filter(symbol -> SYMBOL.matcher(symbol).matches())
                .limit(MOST_SYMBOLS)
                .toList();
    }

    /** All of it in one ASCII word. */
    String written() {
        return "opinion:" + tenths + ":" + (rejects ? 1 : 0) + ":" + String.join(",", symbols);
    }

    /** What {@link #written} wrote; empty for every other word. */
    static Optional<Opinion> read(String word) {
        Matcher matcher = WRITTEN.matcher(word);
        return matcher.matches()
                ? Optional.of(new Opinion(
                        Integer.parseInt(matcher.group(1)),
                        matcher.group(2).equals("1"),
                        Stream.of(matcher.group(3).split(",", -1)).toList()))
                : Optional.empty();
    }
}
