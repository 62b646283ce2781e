package org.letterlock.desktop.dnsplan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The strings of a TXT record, as a zone file has them (RFC 1035 §3.3 and §5.1). */
final class TextStrings {

    private static final int LONGEST = 255;
    private static final int DELETE = 127;
    /** An octet by its number. */
    private static final Pattern OCTET = Pattern.compile("\\\\([01][0-9]{2}|2[0-4][0-9]|25[0-5])");

    private TextStrings() {}

    /**
     * A text in strings as long as the DNS lets them be.
     *
     * @param text a character an octet
     */
    static String quote(String text) {
        StringBuilder strings = new StringBuilder();
        for (int at = 0; at == 0 || at < text.length(); at += LONGEST) {
            strings.append(at == 0 ? "\"" : " \"")
                    .append(escaped(text.substring(at, Math.min(text.length(), at + LONGEST))))
                    .append('"');
        }
        return strings.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '"') {
                escaped.append('\\').append(c);
            } else if (c >= ' ' && c < DELETE) {
                escaped.append(c);
            } else {
                escaped.append("\\%03d".formatted((int) c));
            }
        }
        return escaped.toString();
    }

    /** The text of strings in quotes; what is not in quotes is the text. */
    static String join(String strings) {
        if (!strings.startsWith("\"")) {
            return strings;
        }
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < strings.length(); i++) {
            char c = strings.charAt(i);
            if (c == '"') {
                inside = !inside;
            } else if (inside) {
                Matcher octet = OCTET.matcher(strings).region(i, strings.length());
                boolean escaped = c == '\\' && i + 1 < strings.length();
                if (escaped && octet.lookingAt()) {
                    text.append((char) Integer.parseInt(octet.group(1)));
                    i += 3;
                } else {
                    text.append(escaped ? strings.charAt(++i) : c);
                }
            }
        }
        return text.toString();
    }
}
