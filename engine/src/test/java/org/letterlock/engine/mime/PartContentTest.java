package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.Octets;

class PartContentTest {

    private static byte[] decode(String encoding, String body) throws IOException {
        byte[] message = ("Content-Type: application/x\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
        MimePart part = MimeChecks.checked(message).root();
        try (InputStream in = PartContent.open(Octets.of(message), part)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "base64, aGVsbG8=, hello",
        "base64, aGVs bG8, hello",
        "base64, 'aG*Vs!bG8=', hello",
        "BASE64, aGVsbG8, hello",
        "quoted-printable, a=3Db, a=b",
        "quoted-printable, a=3db=zz, a=b=zz",
        "7bit, a=3Db, a=3Db",
        "x-unknown, aGVsbG8=, aGVsbG8=",
    })
    void takesTheEncodingOff(String encoding, String body, String expected) throws IOException {
        assertThat(new String(decode(encoding, body), StandardCharsets.ISO_8859_1))
                .isEqualTo(expected);
    }

    @Test
    void softLineBreaksVanish() throws IOException {
        assertThat(decode("quoted-printable", "a=\r\nb=  \r\nc  \r\nd"))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("abc\r\nd");
    }

    @Test
    void largeContentComesBackWhole() throws IOException {
        byte[] content = new byte[1_000_001];
        new Random(3).nextBytes(content);
        assertThat(decode("base64", Base64.getMimeEncoder().encodeToString(content)))
                .isEqualTo(content);
    }

    @Test
    void knowsWhichEncodingsItKnows() throws IOException {
        MimePart part =
                MimeChecks.scan("Content-Transfer-Encoding: uuencode\r\n\r\nx").root();
        assertThat(PartContent.isKnownEncoding(part)).isFalse();
        assertThat(PartContent.isKnownEncoding(MimeChecks.scan("\r\nx").root())).isTrue();
    }
}
