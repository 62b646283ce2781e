package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.letterlock.engine.store.LetterText.Part;

/**
 * A text that is looked for fuzzily (RFC 6203 §3): all its words, in any order, each as a part of another or spelled nearly so.
 *
 * <p>A word may be one letter off if it has four letters, and two if it has nine: a letter too much, too few, another, or two that changed places. One of its
 * {@linkplain Word#pieces pieces} must be there as it is, so that the index of trigrams finds the candidates and no text has to be looked through word by
 * word. Words with digits, and of scripts that write no spaces, are parts or nothing.
 *
 * @param words at most {@value #MAX_WORDS}, the first; none where the text has no letters and no digits
 */
record FuzzyText(List<Word> words) {

    private static final int MAX_WORDS = 16;

    /** Longer words are looked for as they are. */
    private static final int MAX_NEAR = 64;

    private static final int WHOLE = 100;
    private static final int PART_OF_WORD = 90;
    private static final int ONE_OFF = 75;
    private static final int TWO_OFF = 50;

    private static final Set<Character.UnicodeScript> UNSPACED = Set.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    /** The words of a text that is not yet folded. */
    static FuzzyText of(String text) {
        String folded = Folding.fold(text);
        List<Word> words = new ArrayList<>();
        for (int at = 0; at < folded.length() && words.size() < MAX_WORDS; ) {
            int end = at;
            while (end < folded.length() && isOfWord(folded.charAt(end))) {
                end++;
            }
            if (end > at) {
                Word word = Word.of(folded.substring(at, end));
                if (!words.contains(word)) {
                    words.add(word);
                }
            }
            at = end + 1;
        }
        return new FuzzyText(List.copyOf(words));
    }

    /** The condition that picks candidates out of {@code search_index}; empty where all words are too short for that. */
    Optional<String> match() {
        List<String> all = words.stream()
                .map(word -> word.pieces().stream()
                        .flatMap(piece -> TextIndex.match(piece).stream())
                        .map(match -> "(" + match + ")")
                        .collect(Collectors.joining(" OR ", "(", ")")))
                .filter(match -> !match.equals("()"))
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", all));
    }

    /**
     * How well a letter fits: 1 to 100; 0 where it does not. Of several parts the subject counts most, and the body least.
     *
     * @param parts where to look
     */
    int score(LetterText letter, List<Part> parts) {
        int sum = 0;
        for (Word word : words) {
            int best = 0;
            for (Part part : parts) {
                int place = parts.size() == 1 ? 100 : place(part);
                if (place > best) {
                    best = Math.max(best, word.score(letter.texts(part)) * place / 100);
                }
            }
            if (best == 0) {
                return 0;
            }
            sum += best;
        }
        return Math.max(1, sum / words.size());
    }

    private static int place(Part part) {
        return switch (part) {
            case SUBJECT -> 100;
            case FROM, TO, CC, BCC -> 90;
            case BODY -> 80;
        };
    }

    private static boolean isOfWord(char c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || Character.isSurrogate(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /**
     * A word.
     *
     * @param text folded
     * @param allowed by how many letters it may be off
     * @param pieces of which one must be there; the word itself where it may not be off
     */
    record Word(String text, int allowed, List<String> pieces) {

        static Word of(String text) {
            int length = text.length();
            if (length < 4 || length > MAX_NEAR || !text.chars().allMatch(Word::isSpelled)) {
                return new Word(text, 0, List.of(text));
            }
            if (length < 6) {
                return new Word(text, 1, List.of(text.substring(0, 3), text.substring(length - 3)));
            }
            if (length < 9) {
                return new Word(text, 1, List.of(text.substring(0, length / 2), text.substring(length / 2)));
            }
            int third = length / 3;
            return new Word(
                    text,
                    2,
                    List.of(text.substring(0, third), text.substring(third, 2 * third), text.substring(2 * third)));
        }

        private static boolean isSpelled(int c) {
            return !Character.isDigit(c)
                    && !Character.isSurrogate((char) c)
                    && !UNSPACED.contains(Character.UnicodeScript.of(c));
        }

        /** @param slices of one text, each sharing its end with the beginning of the next */
        private int score(List<String> slices) {
            int best = 0;
            for (int i = 0; i < slices.size() && best < WHOLE; i++) {
                best = Math.max(best, score(slices.get(i), i == 0, i == slices.size() - 1));
            }
            return best;
        }

        /** A word that a slice cuts lies whole in the one beside it. */
        private int score(String slice, boolean first, boolean last) {
            int at = slice.indexOf(text);
            if (at >= 0) {
                for (; at >= 0; at = slice.indexOf(text, at + 1)) {
                    int end = at + text.length();
                    if ((at == 0 ? first : !isOfWord(slice.charAt(at - 1)))
                            && (end == slice.length() ? last : !isOfWord(slice.charAt(end)))) {
                        return WHOLE;
                    }
                }
                return PART_OF_WORD;
            }
            int least = allowed + 1;
            for (int i = 0; allowed > 0 && i < pieces.size() && least > 1; i++) {
                least = Math.min(least, leastOff(slice, pieces.get(i), first, last));
            }
            if (least > allowed) {
                return 0;
            }
            return least == 1 ? ONE_OFF : TWO_OFF;
        }

        /** By how many letters the nearest word with {@code piece} is off; more than allowed where none is near. */
        private int leastOff(String slice, String piece, boolean first, boolean last) {
            int least = allowed + 1;
            int longest = text.length() + allowed;
            for (int at = slice.indexOf(piece); at >= 0 && least > 1; at = slice.indexOf(piece, at + 1)) {
                int start = at;
                while (start > 0 && at - start <= longest && isOfWord(slice.charAt(start - 1))) {
                    start--;
                }
                int end = at + piece.length();
                while (end < slice.length() && end - at <= longest && isOfWord(slice.charAt(end))) {
                    end++;
                }
                boolean whole = (start > 0 || first) && (end < slice.length() || last);
                if (whole && Math.abs(end - start - text.length()) <= allowed) {
                    least = Math.min(least, off(slice.substring(start, end)));
                }
            }
            return least;
        }

        /** The least number of letters to add, to drop, to change or to swap with the next one that makes {@code other} this word. */
        private int off(String other) {
            int[] beforeLast = new int[other.length() + 1];
            int[] previous = new int[other.length() + 1];
            int[] row = new int[other.length() + 1];
            for (int j = 0; j <= other.length(); j++) {
                previous[j] = j;
            }
            for (int i = 1; i <= text.length(); i++) {
                row[0] = i;
                for (int j = 1; j <= other.length(); j++) {
                    int change = text.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                    row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
                    if (i > 1
                            && j > 1
                            && text.charAt(i - 1) == other.charAt(j - 2)
                            && text.charAt(i - 2) == other.charAt(j - 1)) {
                        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                    }
                }
                int[] spare = beforeLast;
                beforeLast = previous;
                previous = row;
                row = spare;
            }
            return previous[other.length()];
        }
    }
}
