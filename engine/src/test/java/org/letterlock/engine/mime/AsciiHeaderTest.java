package org.letterlock.engine.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 6532 headers in the form of RFC 2047 and RFC 2231. */
final class AsciiHeaderTest {

    private static String ascii(String header) {
        byte[] octets = header.getBytes(UTF_8);
        byte[] before = octets.clone();
        byte[] ascii = AsciiHeader.of(octets);
        assertThat(octets).isEqualTo(before);
        assertThat(AsciiHeader.isAscii(ascii, ascii.length)).isTrue();
        return new String(ascii, ISO_8859_1);
    }

    @Test
    void leavesFieldsAloneThatAreAscii() {
        String header = "From:  Anna <anna@example.org>\r\nX: folded\r\n\tline\nno field\r\n\r\n";
        assertThat(ascii(header)).isEqualTo(header);
    }

    @Test
    void encodesTextAndCutsNoCharacter() {
        String header = ascii("Subject: 手紙 with a subject that is too long for one word 手紙手紙手紙\r\n\r\n");
        assertThat(header.split("\r\n ")).hasSizeGreaterThan(1).allMatch(line -> line.length() <= 78);
        HeaderField subject =
                HeaderFields.parse(header.getBytes(UTF_8)).first("Subject").orElseThrow();
        assertThat(subject.decoded()).isEqualTo("手紙 with a subject that is too long for one word 手紙手紙手紙");
    }

    @Test
    void readsOctetsThatAreNoUtf8AsLatin1() {
        byte[] ascii = AsciiHeader.of("Subject: Gr\u00fc\u00dfe\r\n".getBytes(ISO_8859_1));
        assertThat(HeaderFields.parse(ascii).first("Subject").orElseThrow().decoded())
                .isEqualTo("Gr\u00fc\u00dfe");
    }

    @Test
    void rewritesAddresses() {
        assertThat(ascii("From: アンナ <anna@example.org>\r\n"))
                .isEqualTo("From: =?UTF-8?B?44Ki44Oz44OK?=\r\n <anna@example.org>\r\n");
        assertThat(ascii("To: anna@bücher.example, \"Bo \\\"x\\\" B\" <bo@example.org>\r\n"))
                .isEqualTo("To: <anna@xn--bcher-kva.example>,\r\n \"Bo \\\"x\\\" B\"\r\n <bo@example.org>\r\n");
        assertThat(ascii("Cc: 手紙@example.org\r\n")).isEqualTo("Cc: =?UTF-8?B?5omL57SZQGV4YW1wbGUub3Jn?=\r\n :;\r\n");
        assertThat(ascii("To: 友達: a@example.org, b@example.org;, c@example.org\r\n"))
                .isEqualTo(
                        "To: =?UTF-8?B?5Y+L6YGU?=:\r\n <a@example.org>,\r\n <b@example.org>;,\r\n <c@example.org>\r\n");
    }

    @Test
    void rewritesParameters() {
        assertThat(ascii("Content-Disposition: attachment; size=3; filename=\"見本.txt\"\r\n"))
                .isEqualTo(
                        "Content-Disposition: attachment;\r\n size=\"3\";\r\n filename*=UTF-8''%E8%A6%8B%E6%9C%AC.txt\r\n");
    }

    @Test
    void leavesOutWhatHasNoSuchForm() {
        assertThat(ascii("Message-ID: <手@紙>\r\nSubject: x\r\n\r\n")).isEqualTo("Subject: x\r\n\r\n");
        assertThat(ascii("手紙\r\nSubject: x\r\n")).isEqualTo("??????\r\nSubject: x\r\n");
    }

    @Test
    void makesAsciiOfAnything() {
        Random random = new Random(8);
        String[] starts = {"From:", "To: ", "Subject: ", "Content-Type: ", "X", "", "Date:"};
        for (int round = 0; round < 5_000; round++) {
            StringBuilder header = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                byte[] octets = new byte[random.nextInt(30)];
                random.nextBytes(octets);
                header.append(starts[random.nextInt(starts.length)])
                        .append(new String(octets, ISO_8859_1))
                        .append("\r\n");
            }
            byte[] ascii = AsciiHeader.of(header.toString().getBytes(ISO_8859_1));
            assertThat(AsciiHeader.isAscii(ascii, ascii.length)).isTrue();
        }
    }
}
