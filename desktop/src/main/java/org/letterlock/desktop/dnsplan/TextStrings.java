package org.letterlock.desktop.dnsplan;

/** The strings of a TXT record, as a zone file has them (RFC 1035 §3.3 and §5.1). */
final class TextStrings {

    private static final int LONGEST = 255;

    private TextStrings() {}

    /** A text in strings as long as the DNS lets them be. */
    static String quote(String text) {
        StringBuilder strings = new StringBuilder();
        for (int at = 0; at == 0 || at < text.length(); at += LONGEST) {
            strings.append(at == 0 ? "\"" : " \"")
                    .append(text.substring(at, Math.min(text.length(), at + LONGEST))
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\""))
                    .append('"');
        }
        return strings.toString();
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
                boolean escaped = c == '\\' && i + 1 < strings.length();
                text.append(escaped ? strings.charAt(++i) : c);
            }
        }
        return text.toString();
    }
}
