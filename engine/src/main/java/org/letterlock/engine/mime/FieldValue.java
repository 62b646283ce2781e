package org.letterlock.engine.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.letterlock.engine.mime.MimePart.Parameter;

/**
 * A value with parameters, as Content-Type and Content-Disposition have one (RFC 2045 §5.1), the parameters' continuations and charsets put together (RFC 2231).
 *
 * @param value what comes before the first semicolon, in lower case, without comments
 * @param parameters at most 64, each of at most 2,048 characters
 */
record FieldValue(String value, List<Parameter> parameters) {

    private static final int MAX_PARAMETERS = 64;
    private static final int MAX_VALUE = 2_048;

    static FieldValue parse(String text) {
        return new Parser(text).parse();
    }

    /** The pieces of one parameter by their number (RFC 2231 §3). */
    private static final class Pieces {
        private final Map<Integer, Piece> extended = new TreeMap<>();
        private Optional<String> plain = Optional.empty();
    }

    private record Piece(String text, boolean encoded) {}

    private static final class Parser {
        private final String text;
        private final Map<String, Pieces> found = new LinkedHashMap<>();
        private int count;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        FieldValue parse() {
            String value = withoutComments(head()).toLowerCase(Locale.ROOT);
            while (at < text.length() && count < MAX_PARAMETERS) {
                at++;
                parameter();
            }
            List<Parameter> parameters = new ArrayList<>();
            found.forEach((name, pieces) -> {
                String joined = pieces.extended.isEmpty() ? pieces.plain.orElse("") : join(pieces.extended);
                parameters.add(new Parameter(name, HeaderText.cut(HeaderText.printable(joined), MAX_VALUE)));
            });
            return new FieldValue(HeaderText.cut(value, MAX_VALUE), List.copyOf(parameters));
        }

        /** What is before the parameters; a space does for a forgotten semicolon. */
        private String head() {
            int from = at;
            while (at < text.length() && text.charAt(at) != ';' && text.charAt(at) > ' ') {
                at++;
            }
            return text.substring(from, at);
        }

        private String upTo(char end) {
            int from = at;
            int to = text.indexOf(end, from);
            at = to < 0 ? text.length() : to;
            return text.substring(from, at).strip();
        }

        private void parameter() {
            int from = at;
            while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != ';') {
                at++;
            }
            String name = withoutComments(text.substring(from, at).strip()).toLowerCase(Locale.ROOT);
            if (at == text.length() || text.charAt(at) == ';') {
                return;
            }
            at++;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            String value = quoted ? quoted() : token();
            if (!name.isEmpty()) {
                count++;
                add(name, value);
            }
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            upTo(';');
            return value.toString();
        }

        /** A token; programs forget the quotes around names of files, so spaces are let pass and a comment is one only at the end. */
        private String token() {
            String value = upTo(';');
            int comment = value.indexOf(" (");
            return comment >= 0 && value.endsWith(")")
                    ? value.substring(0, comment).strip()
                    : value;
        }

        private void add(String name, String value) {
            int star = name.indexOf('*');
            String base = star < 0 ? name : name.substring(0, star);
            Pieces pieces = found.computeIfAbsent(base, n -> new Pieces());
            if (star < 0) {
                pieces.plain = pieces.plain.or(() -> Optional.of(value));
                return;
            }
            boolean encoded = name.endsWith("*");
            String number =
                    name.substring(star + 1, encoded && name.length() > star + 1 ? name.length() - 1 : name.length());
            int index = number.isEmpty() ? 0 : number(number);
            if (index >= 0) {
                pieces.extended.putIfAbsent(index, new Piece(value, encoded));
            }
        }

        private static int number(String digits) {
            return digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Integer.parseInt(digits)
                    : -1;
        }

        private static String join(Map<Integer, Piece> pieces) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Optional<String> charset = Optional.empty();
            boolean first = true;
            for (Piece piece : pieces.values()) {
                String text = piece.text();
                if (first && piece.encoded()) {
                    int one = text.indexOf('\'');
                    int two = one < 0 ? -1 : text.indexOf('\'', one + 1);
                    if (two >= 0) {
                        charset = Optional.of(text.substring(0, one));
                        text = text.substring(two + 1);
                    }
                }
                first = false;
                bytes.writeBytes(piece.encoded() ? percentDecoded(text) : text.getBytes(StandardCharsets.UTF_8));
            }
            return MimeCharset.decode(bytes.toByteArray(), charset);
        }

        private static byte[] percentDecoded(String text) {
            byte[] in = text.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
            for (int i = 0; i < in.length; i++) {
                int high = in[i] == '%' && i + 2 < in.length ? hex(in[i + 1]) : -1;
                int low = high < 0 ? -1 : hex(in[i + 2]);
                if (low >= 0) {
                    out.write(high * 16 + low);
                    i += 2;
                } else {
                    out.write(in[i]);
                }
            }
            return out.toByteArray();
        }

        private static int hex(byte b) {
            return b > 0 ? Character.digit(b, 16) : -1;
        }

        private static String withoutComments(String text) {
            if (text.indexOf('(') < 0) {
                return text;
            }
            StringBuilder kept = new StringBuilder();
            int depth = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '(') {
                    depth++;
                } else if (c == ')' && depth > 0) {
                    depth--;
                } else if (depth == 0) {
                    kept.append(c);
                }
            }
            return kept.toString().strip();
        }
    }
}
