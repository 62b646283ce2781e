package org.letterlock.engine.mime;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.letterlock.engine.mail.Octets;

/** The body of a part with its transfer encoding (RFC 2045 §6) taken off. Broken encodings are decoded as far as they make sense. */
public final class PartContent {

    private PartContent() {}

    /** Whether {@link #open} takes an encoding off; otherwise the content is the body as it stands. */
    public static boolean isEncoded(MimePart part) {
        return isEncoded(part.encoding());
    }

    private static boolean isEncoded(String encoding) {
        return encoding.equals("base64") || encoding.equals("quoted-printable");
    }

    /** Whether the encoding of {@code part} is known; FETCH BINARY answers UNKNOWN-CTE otherwise (RFC 9051 §7.1). */
    public static boolean isKnownEncoding(MimePart part) {
        return isEncoded(part)
                || part.encoding().equals("7bit")
                || part.encoding().equals("8bit")
                || part.encoding().equals("binary");
    }

    /**
     * A stream of the decoded body; of the body as it stands where the encoding is unknown. The caller closes it.
     *
     * @param message the whole message
     * @param part a part that a scan of it found
     */
    public static InputStream open(Octets message, MimePart part) throws IOException {
        return decode(message.open(part.bodyStart(), part.size()), part.encoding());
    }

    /** The text of {@code body}, the octets of the body of {@code part} as they stand in the message or the first of them. */
    static String text(byte[] body, MimePart part) throws IOException {
        return text(body, part.encoding(), part.parameter("charset"));
    }

    static String text(byte[] body, String encoding, Optional<String> charset) throws IOException {
        if (!isEncoded(encoding)) {
            return MimeCharset.decode(body, charset);
        }
        try (InputStream in = decode(new ByteArrayInputStream(body), encoding)) {
            return MimeCharset.decode(in.readAllBytes(), charset);
        }
    }

    static InputStream decode(InputStream body, String encoding) {
        return switch (encoding) {
            case "base64" -> new Base64InputStream(new BufferedInputStream(padded(body)), DecodeMonitor.SILENT);
            case "quoted-printable" ->
                new QuotedPrintableInputStream(new BufferedInputStream(body), DecodeMonitor.SILENT);
            default -> body;
        };
    }

    /** The decoder drops the last octets where programs left out the padding; more padding than needed does no harm. */
    private static InputStream padded(InputStream body) {
        return new SequenceInputStream(body, new ByteArrayInputStream(new byte[] {'=', '='}));
    }
}
