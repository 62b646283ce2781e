package org.letterlock.engine.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Encoded words in text (RFC 2047). When they are decoded, neighbours of one charset are put together before they are decoded, because many
 * programs cut characters in two; what is no encoded word stays as it is. Linear in the text.
 */
public final class EncodedWords {

    /** So many octets in one encoded word: with its frame 64 characters of the 75 that RFC 2047 §2 allows. */
    private static final int WORD_OCTETS = 39;

    private static final int MAX_CHARSET = 80;

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private String pendingCharset = "";
    private int at;
    private int wordEnd = -1;

    private EncodedWords(String text) {
        this.text = text;
    }

    /** Words that {@code text} becomes, in UTF-8, no character cut in two; none where it is empty. */
    public static List<String> encode(String text) {
        List<String> words = new ArrayList<>();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        text.codePoints().forEach(character -> {
            byte[] encoded = Character.toString(character).getBytes(StandardCharsets.UTF_8);
            if (octets.size() + encoded.length > WORD_OCTETS) {
                words.add(word(octets));
            }
            octets.writeBytes(encoded);
        });
        if (octets.size() > 0) {
            words.add(word(octets));
        }
        return words;
    }

    private static String word(ByteArrayOutputStream octets) {
        String word = "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets.toByteArray()) + "?=";
        octets.reset();
        return word;
    }

    static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).run() : text;
    }

    private String run() {
        int copied = 0;
        boolean afterWord = false;
        while (true) {
            int word = text.indexOf("=?", at);
            if (word < 0) {
                break;
            }
            int end = word(word, afterWord && isSpace(copied, word) ? -1 : copied);
            if (end < 0) {
                at = word + 2;
            } else {
                copied = end;
                at = end;
                afterWord = true;
            }
        }
        flush();
        return HeaderText.printable(out.append(text, copied, text.length()).toString());
    }

    private boolean isSpace(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Decodes the word at {@code start}, having copied the text from {@code copyFrom} on (-1: none) that is before it; its end, or -1. */
    private int word(int start, int copyFrom) {
        int charsetEnd = text.indexOf('?', start + 2);
        if (charsetEnd < 0
                || charsetEnd - start > MAX_CHARSET
                || charsetEnd + 2 >= text.length()
                || text.charAt(charsetEnd + 2) != '?') {
            return -1;
        }
        int from = charsetEnd + 3;
        if (wordEnd < from) {
            wordEnd = text.indexOf("?=", from);
        }
        if (wordEnd < 0) {
            wordEnd = text.length();
        }
        int nested = text.indexOf("=?", from);
        if (wordEnd == text.length() || (nested >= 0 && nested < wordEnd - 1)) {
            return -1;
        }
        byte[] bytes;
        switch (text.charAt(charsetEnd + 1)) {
            case 'q', 'Q' -> bytes = q(from, wordEnd);
            case 'b', 'B' -> bytes = b(from, wordEnd);
            default -> {
                return -1;
            }
        }
        String charset = text.substring(start + 2, charsetEnd);
        int language = charset.indexOf('*');
        charset = language >= 0 ? charset.substring(0, language) : charset;
        if (copyFrom >= 0 || !charset.equalsIgnoreCase(pendingCharset)) {
            flush();
        }
        if (copyFrom >= 0) {
            out.append(text, copyFrom, start);
        }
        pendingCharset = charset;
        pending.writeBytes(bytes);
        return wordEnd + 2;
    }

    private void flush() {
        if (pending.size() > 0) {
            out.append(MimeCharset.decode(pending.toByteArray(), Optional.of(pendingCharset)));
            pending.reset();
        }
    }

    private byte[] q(int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '_') {
                bytes.write(' ');
            } else if (c == '=' && i + 2 < to && hex(i + 1) >= 0 && hex(i + 2) >= 0) {
                bytes.write(hex(i + 1) * 16 + hex(i + 2));
                i += 2;
            } else if (c < 0x80) {
                bytes.write(c);
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private int hex(int index) {
        char c = text.charAt(index);
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private byte[] b(int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        int bits = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            int digit = base64(text.charAt(i));
            if (digit >= 0) {
                bits = ((bits << 6) | digit) & 0xFFFF;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    bytes.write(bits >> count);
                }
            } else if (text.charAt(i) == '=') {
                count = 0;
            }
        }
        return bytes.toByteArray();
    }

    private static int base64(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return switch (c) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }
}
