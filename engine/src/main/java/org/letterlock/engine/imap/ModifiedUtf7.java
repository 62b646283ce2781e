package org.letterlock.engine.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The encoding of mailbox names in IMAP4rev1 (RFC 3501 §5.1.3). */
public final class ModifiedUtf7 {

    private ModifiedUtf7() {}

    /** The name as IMAP4rev1 writes it: printable US-ASCII. */
    public static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length() + 8);
        int at = 0;
        while (at < name.length()) {
            char c = name.charAt(at);
            if (c == '&') {
                encoded.append("&-");
                at++;
            } else if (isPrintable(c)) {
                encoded.append(c);
                at++;
            } else {
                int end = at;
                while (end < name.length() && !isPrintable(name.charAt(end))) {
                    end++;
                }
                byte[] utf16 = name.substring(at, end).getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
                encoded.append('&').append(base64.replace('/', ',')).append('-');
                at = end;
            }
        }
        return encoded.toString();
    }

    /** The name that {@code text} encodes; empty where it is not well formed. */
    public static Optional<String> decode(String text) {
        StringBuilder name = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '&') {
                if (!isPrintable(c)) {
                    return Optional.empty();
                }
                name.append(c);
                at++;
                continue;
            }
            int end = text.indexOf('-', at);
            if (end < 0) {
                return Optional.empty();
            }
            if (end == at + 1) {
                name.append('&');
            } else {
                Optional<String> shifted = shifted(text.substring(at + 1, end));
                if (shifted.isEmpty()) {
                    return Optional.empty();
                }
                name.append(shifted.get());
            }
            at = end + 1;
        }
        return Optional.of(name.toString());
    }

    private static Optional<String> shifted(String base64) {
        byte[] utf16;
        try {
            utf16 = Base64.getDecoder().decode(base64.replace('/', '?').replace(',', '/'));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (utf16.length % 2 != 0 || utf16.length == 0) {
            return Optional.empty();
        }
        String decoded = new String(utf16, StandardCharsets.UTF_16BE);
        boolean wellFormed = decoded.chars().noneMatch(c -> isPrintable((char) c) || c == 0xFFFD);
        return wellFormed ? Optional.of(decoded) : Optional.empty();
    }

    private static boolean isPrintable(char c) {
        return c >= 0x20 && c <= 0x7e;
    }
}
