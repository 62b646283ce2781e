package org.letterlock.engine.mime;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/** What charset a letter means by a name, which is often a little more than the name says (RFC 7103 §7.6). */
final class MimeCharset {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private MimeCharset() {}

    /** The text of {@code bytes}, whose letter names {@code charset}; what cannot be decoded becomes U+FFFD. */
    static String decode(byte[] bytes, Optional<String> charset) {
        return charset.flatMap(MimeCharset::named)
                .map(known -> new String(bytes, known))
                .orElseGet(() -> guess(bytes));
    }

    /** The charset to decode with; empty where the name says nothing and the octets must. */
    static Optional<Charset> named(String name) {
        String known = name.strip().toLowerCase(Locale.ROOT);
        String wider = switch (known) {
            case "",
                    "us-ascii",
                    "ascii",
                    "ansi_x3.4-1968",
                    "unknown-8bit",
                    "unknown",
                    "default_charset",
                    "8bit",
                    "binary" -> "";
            case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "cp-1252", "ansi", "x-ansi" ->
                "windows-1252";
            case "iso-8859-9", "latin5" -> "windows-1254";
            case "iso-8859-8-i", "iso-8859-8-e", "logical" -> "iso-8859-8";
            case "tis-620", "iso-8859-11" -> "x-windows-874";
            case "gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "cp-936", "chinese", "euc-cn" -> "GB18030";
            case "big5", "x-x-big5", "cn-big5", "cp950" -> "x-windows-950";
            case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932", "cp-932" -> "windows-31j";
            case "iso-2022-jp", "iso-2022-jp-ms", "cp50220", "cp50221" -> "x-windows-iso2022jp";
            case "ks_c_5601-1987", "ks_c_5601", "euc-kr", "cp949", "korean" -> "x-windows-949";
            case "utf8", "utf_8", "unicode-1-1-utf-8", "utf-8mb4", "utf8mb4" -> "UTF-8";
            case "koi8r", "koi8" -> "KOI8-R";
            case "win-1251", "cp-1251", "x-cp1251" -> "windows-1251";
            default -> known;
        };
        if (wider.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(wider));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    private static String guess(byte[] bytes) {
        if (hasJisEscape(bytes)) {
            return new String(bytes, Charset.forName("x-windows-iso2022jp"));
        }
        return HeaderText.utf8(bytes, bytes.length)
                .orElseGet(() -> new String(bytes, isCutUtf8(bytes) ? StandardCharsets.UTF_8 : WINDOWS_1252));
    }

    /** Whether it is UTF-8 but for a character that a limit cut in two at the end. */
    private static boolean isCutUtf8(byte[] bytes) {
        for (int cut = 1; cut <= 3 && cut < bytes.length; cut++) {
            if (HeaderText.utf8(bytes, bytes.length - cut).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasJisEscape(byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
            if (bytes[i] == 0x1B && bytes[i + 1] == '$') {
                return true;
            }
        }
        return false;
    }
}
