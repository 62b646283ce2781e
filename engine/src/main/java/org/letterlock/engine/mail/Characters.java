package org.letterlock.engine.mail;

/** What characters may stand in names that people choose. */
final class Characters {

    private Characters() {}

    /**
     * Whether {@code text} is well-formed Unicode without control characters (C0, C1, DEL) and without line and paragraph separators, which
     * Net-Unicode (RFC 5198 §2) keeps out of names.
     */
    static boolean arePlain(String text) {
        return text.codePoints().noneMatch(Characters::isForbidden);
    }

    private static boolean isForbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
