package org.letterlock.tests.kit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Random;

/** Makes letters (RFC 5322), the same ones for the same seed. */
public final class LetterMaker {

    private static final Charset ISO_2022_JP = Charset.forName("ISO-2022-JP");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});

    private final Random random;
    private final String seedName;
    private int made;

    public LetterMaker(long seed) {
        this.random = new Random(seed);
        this.seedName = Long.toHexString(seed);
    }

    /** A letter in plain ASCII. */
    public Letter plain(String from, String to, String subject, String body) {
        return letter(from, to, subject, "text/plain; charset=us-ascii", "7bit", crlf(body));
    }

    /** A letter of about {@code size} octets, its body made of words. */
    public Letter sized(String from, String to, String subject, int size) {
        StringBuilder body = new StringBuilder(size + 80);
        while (body.length() < size) {
            for (int i = 0; i < 10; i++) {
                body.append(Long.toString(random.nextLong() & 0xFFFF_FFFFFL, 36))
                        .append(' ');
            }
            body.append("\r\n");
        }
        return letter(from, to, subject, "text/plain; charset=us-ascii", "7bit", body.toString());
    }

    /** A Japanese letter in UTF-8, base64. */
    public Letter japaneseUtf8(String from, String to, String subject, String body) {
        return letter(
                from,
                to,
                encodedWord("UTF-8", StandardCharsets.UTF_8, subject),
                "text/plain; charset=UTF-8",
                "base64",
                LINES.encodeToString(crlf(body).getBytes(StandardCharsets.UTF_8)) + "\r\n");
    }

    /** A Japanese letter in ISO-2022-JP (RFC 1468), as many programs there still write. */
    public Letter japaneseIso2022Jp(String from, String to, String subject, String body) {
        return letter(
                from,
                to,
                encodedWord("ISO-2022-JP", ISO_2022_JP, subject),
                "text/plain; charset=ISO-2022-JP",
                "7bit",
                new String(crlf(body).getBytes(ISO_2022_JP), StandardCharsets.US_ASCII));
    }

    /** A letter with a text and an attachment of {@code size} random octets. */
    public Letter withAttachment(String from, String to, String subject, String body, String fileName, int size) {
        byte[] attachment = new byte[size];
        random.nextBytes(attachment);
        String boundary = "=_" + Long.toHexString(random.nextLong());
        String content = "--" + boundary + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" + crlf(body)
                + "\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"" + fileName
                + "\"\r\n\r\n" + LINES.encodeToString(attachment) + "\r\n--" + boundary + "--\r\n";
        return letter(from, to, subject, "multipart/mixed; boundary=\"" + boundary + "\"", "7bit", content);
    }

    private Letter letter(String from, String to, String subject, String contentType, String encoding, String body) {
        String messageId = "<" + seedName + "." + ++made + "." + Long.toHexString(random.nextLong()) + "@example.org>";
        String head = "From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: " + subject + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.of(2026, 11, 22, 10, 0, 0, 0, ZoneOffset.UTC))
                + "\r\nMessage-ID: " + messageId + "\r\nMIME-Version: 1.0\r\nContent-Type: " + contentType
                + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n";
        return new Letter(from, to, messageId, (head + body).getBytes(StandardCharsets.US_ASCII));
    }

    private static String encodedWord(String charsetName, Charset charset, String text) {
        return "=?" + charsetName + "?B?" + Base64.getEncoder().encodeToString(text.getBytes(charset)) + "?=";
    }

    private static String crlf(String text) {
        String lines = text.replace("\r\n", "\n").replace("\n", "\r\n");
        return lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    /**
     * A letter.
     *
     * @param from the address in From
     * @param to the address in To
     * @param messageId its Message-ID with the angle brackets, unlike any other's
     * @param octets the letter in CRLF lines
     */
    public record Letter(String from, String to, String messageId, byte[] octets) {}
}
