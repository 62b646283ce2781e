package org.letterlock.engine.store;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Brings text into the one form in which it is compared: no case, no compatibility variants (full width, ligatures), any white space as one space. */
final class Folding {

    private Folding() {}

    static String fold(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        // Upper case first, so that letters without a counterpart of their own (sharp s) become the same as their
        // spelling.
        String lower = normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder(lower.length());
        boolean space = false;
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c <= ' ' || c == 0x7F || Character.isSpaceChar(c)) {
                if (!space) {
                    folded.append(' ');
                }
                space = true;
            } else {
                folded.append(sound(lower, i, c));
                space = false;
            }
        }
        return folded.toString();
    }

    private static char sound(String text, int at, char c) {
        // Which sigma ends a word depends on what follows, which a part of a word does not know.
        if (c == 'ς') {
            return 'σ';
        }
        return isAlone(text, at, c) ? '\uFFFD' : c;
    }

    private static boolean isAlone(String text, int at, char c) {
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /**
     * What text is ordered by, octet by octet: {@code i;unicode-casemap} (RFC 5051 §2) of folded text, so that two texts are in the same place exactly if
     * a search takes them for the same.
     */
    static byte[] collationKey(String text) {
        String folded = fold(text);
        StringBuilder titled = new StringBuilder(folded.length());
        folded.codePoints().map(Character::toTitleCase).forEach(titled::appendCodePoint);
        return Normalizer.normalize(titled, Normalizer.Form.NFKD).getBytes(StandardCharsets.UTF_8);
    }

    /** The distinct trigrams of folded text, at most {@code limit} of them. */
    static List<String> trigrams(String folded, int limit) {
        int[] points = folded.codePoints().toArray();
        List<String> trigrams = new ArrayList<>();
        for (int i = 0; i + 3 <= points.length && trigrams.size() < limit; i++) {
            String trigram = new String(points, i, 3);
            if (!trigrams.contains(trigram)) {
                trigrams.add(trigram);
            }
        }
        return trigrams;
    }
}
