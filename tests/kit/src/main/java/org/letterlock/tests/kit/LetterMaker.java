package org.letterlock.tests.kit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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

    /** A letter of about {@code size} octets, its body in random digits and letters: the worst for an index, and hard to pack. */
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

    /** A letter of about {@code size} octets, its body in words of a vocabulary, a few of them often and most of them seldom, as people write. */
    public Letter prose(String from, String to, String subject, int size) {
        StringBuilder body = new StringBuilder(size + 80);
        int line = 0;
        while (body.length() < size) {
            String word = Vocabulary.word(random);
            body.append(word);
            line += word.length() + 1;
            if (line > 70) {
                body.append("\r\n");
                line = 0;
            } else {
                body.append(' ');
            }
        }
        return letter(
                from,
                to,
                subject,
                "text/plain; charset=us-ascii",
                "7bit",
                body.append("\r\n").toString());
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

    /** Words of no language, built of its sounds; the n-th is about half as frequent as the one in half its place (Zipf's law). */
    private static final class Vocabulary {

        private static final String[] BEGINNINGS = "b br d f g h k l m n p r s st t tr v w sch z".split(" ");
        private static final String[] MIDDLES = "a e i o u ei ie au ee".split(" ");
        private static final String[] ENDS = ",n,r,l,t,st,ng,s,m,ck".split(",");
        private static final int SIZE = 20_000;
        private static final List<String> WORDS = words();

        private static List<String> words() {
            Random random = new Random(1);
            List<String> words = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                StringBuilder word = new StringBuilder();
                // Frequent words are short.
                for (int syllables = 1 + random.nextInt(Math.min(3, 1 + i / 50)); syllables > 0; syllables--) {
                    word.append(of(BEGINNINGS, random))
                            .append(of(MIDDLES, random))
                            .append(of(ENDS, random));
                }
                words.add(word.toString());
            }
            return List.copyOf(words);
        }

        private static String of(String[] some, Random random) {
            return some[random.nextInt(some.length)];
        }

        /** With equal chances for each power of a base, the density falls with the rank. */
        private static String word(Random random) {
            return WORDS.get((int) Math.pow(SIZE, random.nextDouble()) - 1);
        }
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
