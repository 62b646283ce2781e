package org.letterlock.engine.sasl;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Text of exchanges: strict UTF-8, prepared so that what looks the same is the same (RFC 4013 §2: spaces become U+0020, invisible characters vanish, NFKC, no
 * control, unassigned or private characters). Printable ASCII, of which our own passwords are made, is left as it is.
 */
public final class SaslText {

    private static final int MAX_NAME = 512;

    private SaslText() {}

    /** The prepared user name in {@code utf8}; empty when it is empty, too long, no UTF-8, or has characters that no name may have. */
    static Optional<String> userName(byte[] utf8) {
        if (utf8.length > MAX_NAME) {
            return Optional.empty();
        }
        return decode(utf8).map(CharBuffer::toString).flatMap(SaslText::prepare).filter(name -> !name.isEmpty());
    }

    /** The prepared password in {@code utf8} as new octets, which the caller clears; empty when it is empty, no UTF-8, or has characters that no password may have. */
    public static Optional<byte[]> password(byte[] utf8) {
        if (utf8.length == 0) {
            return Optional.empty();
        }
        if (isPrintableAscii(utf8)) {
            return Optional.of(utf8.clone());
        }
        return decode(utf8)
                .flatMap(SaslText::prepare)
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPrintableAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0x20 || octet == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static Optional<CharBuffer> decode(byte[] utf8) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> prepare(CharSequence text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (Character.getType(character) == Character.SPACE_SEPARATOR) {
                mapped.append(' ');
            } else if (!isInvisible(character)) {
                mapped.appendCodePoint(character);
            }
        });
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return prepared.codePoints().anyMatch(SaslText::isForbidden) ? Optional.empty() : Optional.of(prepared);
    }

    /** RFC 3454 table B.1, as far as it is still in use. */
    private static boolean isInvisible(int character) {
        return character == 0x00AD
                || character == 0x034F
                || character == 0x1806
                || (character >= 0x180B && character <= 0x180D)
                || (character >= 0x200B && character <= 0x200D)
                || character == 0x2060
                || (character >= 0xFE00 && character <= 0xFE0F)
                || character == 0xFEFF;
    }

    private static boolean isForbidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> character == 0xFFFD;
        };
    }

    /** Overwrites a secret. */
    static void clear(byte[] secret) {
        Arrays.fill(secret, (byte) 0);
    }
}
