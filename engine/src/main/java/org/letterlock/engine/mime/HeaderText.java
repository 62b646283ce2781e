package org.letterlock.engine.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** From the octets of a field's value to its text. */
final class HeaderText {

    /** What stands for octets that are no character. */
    private static final char REPLACEMENT = '\uFFFD';

    private HeaderText() {}

    /** The text of {@code block[start, end)} without line breaks (RFC 5322 §2.2.3) and without space around it. */
    static String unfold(byte[] block, int start, int end) {
        byte[] line = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            byte b = block[i];
            boolean folding = b == '\n' || (b == '\r' && i + 1 < end && block[i + 1] == '\n');
            if (!folding) {
                line[length++] = b;
            }
        }
        return printable(utf8OrLatin1(line, length)).strip();
    }

    private static String utf8OrLatin1(byte[] bytes, int length) {
        return utf8(bytes, length).orElseGet(() -> new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    /** The text of the first {@code length} octets, where they are valid UTF-8. */
    static Optional<String> utf8(byte[] bytes, int length) {
        String lenient = new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (lenient.indexOf(REPLACEMENT) < 0) {
            return Optional.of(lenient);
        }
        try {
            // It may say so itself: only a decoder that refuses can tell.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The octets of {@code text} as UTF-8, one character each: the form in which lines are compared. */
    static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** NUL, CR and LF, which no protocol can carry on, become spaces. */
    static String printable(String text) {
        return text.indexOf('\0') < 0 && text.indexOf('\r') < 0 && text.indexOf('\n') < 0
                ? text
                : text.replace('\0', ' ').replace('\r', ' ').replace('\n', ' ');
    }

    /** The text, no longer than {@code limit} characters; no surrogate pair is cut. */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
