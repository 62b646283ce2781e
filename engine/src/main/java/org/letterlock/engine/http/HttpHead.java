package org.letterlock.engine.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/**
 * The status line and the fields of a response (RFC 9112 §4, §5).
 *
 * @param status 100 to 599
 * @param fields by name in lower case; of several with one name the values, joined by commas (RFC 9110 §5.3)
 */
record HttpHead(int status, Map<String, String> fields) {

    private static final int MAX_OCTETS = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*)");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    HttpHead {
        fields = Map.copyOf(fields);
    }

    /** Cuts a head; empty where it is none or longer than 16 KiB. */
    static final Grammar<Optional<HttpHead>> GRAMMAR = octets -> {
        int end = end(octets);
        if (end < 0) {
            return octets.remaining() > MAX_OCTETS
                    ? new Cut.Done<>(Optional.empty(), octets.remaining())
                    : new Cut.More<>();
        }
        byte[] head = new byte[end - octets.position()];
        octets.get(octets.position(), head);
        Optional<HttpHead> parsed =
                head.length > MAX_OCTETS ? Optional.empty() : parse(new String(head, StandardCharsets.ISO_8859_1));
        return new Cut.Done<>(parsed, head.length);
    };

    private static int end(ByteBuffer octets) {
        for (int i = octets.position(); i + 3 < octets.limit(); i++) {
            if (octets.get(i) == '\r'
                    && octets.get(i + 1) == '\n'
                    && octets.get(i + 2) == '\r'
                    && octets.get(i + 3) == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private static Optional<HttpHead> parse(String text) {
        String[] lines = text.split("\r\n", -1);
        Matcher status = STATUS.matcher(lines[0]);
        if (!status.matches()) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length - 2; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                return Optional.empty();
            }
            fields.merge(
                    field.group(1).toLowerCase(Locale.ROOT), field.group(2).strip(), (one, other) -> one + "," + other);
        }
        return Optional.of(new HttpHead(Integer.parseInt(status.group(1)), fields));
    }

    boolean isChunked() {
        return fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    }

    /** How long the body is; empty where that is not told, or in a way that is not understood. */
    OptionalLong length() {
        String length = fields.getOrDefault("content-length", "");
        return LENGTH.matcher(length).matches() && !fields.containsKey("transfer-encoding")
                ? OptionalLong.of(Long.parseLong(length))
                : OptionalLong.empty();
    }

    Optional<String> contentType() {
        return Optional.ofNullable(fields.get("content-type"))
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }
}
