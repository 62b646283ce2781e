package org.letterlock.engine.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text with macros (RFC 7208 §7.1), parsed. One character at a time, without going back.
 *
 * @param parts in their order
 */
record MacroString(List<Part> parts) {

    private static final String LETTERS = "slodiphv";
    private static final String LETTERS_OF_EXPLANATIONS = "crt";
    private static final String DELIMITERS = ".-+,/_=";

    MacroString {
        parts = List.copyOf(parts);
    }

    /** A part of the text. */
    sealed interface Part {
        /** It stands for itself. */
        record Literal(String text) implements Part {}

        /** It is what an escape stands for. */
        record Escape(String text) implements Part {}

        /**
         * It stands for something else.
         *
         * @param letter in lower case
         * @param escaped whether what it stands for is URL-escaped: the letter was upper case
         * @param rightHand how many parts from the right are taken; all where it is 0
         * @param reversed whether the parts change their order
         * @param delimiters what parts the parts
         */
        record Macro(char letter, boolean escaped, int rightHand, boolean reversed, String delimiters)
                implements Part {}
    }

    /** A macro-string in the value of a modifier; empty where it is none. */
    static Optional<MacroString> parse(String text) {
        return new Parser(text, false).parse();
    }

    /** A domain-spec: a macro-string that ends in a macro or in a label that can be a top-level one; empty where it is none. */
    static Optional<MacroString> domainSpec(String text) {
        return new Parser(text, false).parse().filter(MacroString::endsLikeADomain);
    }

    /** An explain-string: with spaces and three more letters; empty where it is none. */
    static Optional<MacroString> explanation(String text) {
        return new Parser(text, true).parse();
    }

    private boolean endsLikeADomain() {
        if (parts.isEmpty()) {
            return false;
        }
        return switch (parts.getLast()) {
            case Part.Macro _ -> true;
            case Part.Escape _ -> true;
            case Part.Literal(String text) -> endsInToplabel(text);
        };
    }

    private static boolean endsInToplabel(String text) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        int dot = text.lastIndexOf('.', end - 1);
        if (dot < 0) {
            return false;
        }
        String label = text.substring(dot + 1, end);
        boolean characters = label.chars().allMatch(c -> isAlphanumeric(c) || c == '-');
        boolean edges = !label.isEmpty() && !label.startsWith("-") && !label.endsWith("-");
        boolean digitsAlone = label.chars().allMatch(c -> c >= '0' && c <= '9');
        return characters && edges && !digitsAlone;
    }

    static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static final class Parser {
        private final String text;
        private final boolean explains;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private int at;

        Parser(String text, boolean explains) {
            this.text = text;
            this.explains = explains;
        }

        Optional<MacroString> parse() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                boolean good = c == '%' ? percent() : literal(c);
                if (!good) {
                    return Optional.empty();
                }
            }
            endLiteral();
            return Optional.of(new MacroString(parts));
        }

        private boolean literal(char c) {
            literal.append(c);
            return (c > ' ' && c < 0x7f) || (c == ' ' && explains);
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                parts.add(new Part.Literal(literal.toString()));
                literal.setLength(0);
            }
        }

        private boolean percent() {
            if (at == text.length()) {
                return false;
            }
            char kind = text.charAt(at++);
            endLiteral();
            return switch (kind) {
                case '%' -> parts.add(new Part.Escape("%"));
                case '_' -> parts.add(new Part.Escape(" "));
                case '-' -> parts.add(new Part.Escape("%20"));
                case '{' -> macro();
                default -> false;
            };
        }

        private boolean macro() {
            char written = next();
            char letter = Character.toLowerCase(written);
            if (LETTERS.indexOf(letter) < 0 && !(explains && LETTERS_OF_EXPLANATIONS.indexOf(letter) >= 0)) {
                return false;
            }
            int digits = at;
            int rightHand = 0;
            while (peek() >= '0' && peek() <= '9') {
                rightHand = Math.min(1000, 10 * rightHand + (next() - '0'));
            }
            if (at > digits && rightHand == 0) {
                return false;
            }
            boolean reversed = peek() == 'r' || peek() == 'R';
            if (reversed) {
                at++;
            }
            int from = at;
            while (DELIMITERS.indexOf(peek()) >= 0) {
                at++;
            }
            String delimiters = from == at ? "." : text.substring(from, at);
            parts.add(new Part.Macro(letter, written != letter, rightHand, reversed, delimiters));
            return next() == '}';
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private char next() {
            return at < text.length() ? text.charAt(at++) : '\0';
        }
    }
}
