package org.letterlock.engine.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;

/**
 * A letter of a test.
 *
 * @param bytes in CRLF lines
 */
public record RawLetter(byte[] bytes) {

    /** The letter in a file; lines that end in LF alone get their CR. */
    public static RawLetter read(Path file) throws IOException {
        return of(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** The letter that {@code text} is, one character an octet; lines that end in LF alone get their CR. */
    public static RawLetter of(String text) {
        String crlf = text.replace("\r\n", "\n").replace("\n", "\r\n");
        return new RawLetter(crlf.getBytes(StandardCharsets.ISO_8859_1));
    }

    public String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public HeaderFields header() {
        return HeaderFields.parse(bytes);
    }

    public Octets octets() {
        return Octets.of(bytes);
    }

    public long bodyStart() {
        String text = text();
        if (text.startsWith("\r\n")) {
            return 2;
        }
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? bytes.length : end + 4;
    }
}
