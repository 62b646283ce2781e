package org.letterlock.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session lets in. */
final class FramesTest {

    private static final String TWO = "Content-Length: 7\r\n\r\n{\"a\":1}content-length:2\r\nContent-Type: x\r\n\r\n{}";

    @Test
    void passesMessagesOnHoweverTheyAreCut() throws IOException {
        byte[] octets = TWO.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= octets.length; cut++) {
            InputStream in = new SequenceInputStream(
                    new ByteArrayInputStream(octets, 0, cut),
                    new ByteArrayInputStream(octets, cut, octets.length - cut));
            assertThat(new String(read(in, 7), StandardCharsets.US_ASCII))
                    .as("cut at %d", cut)
                    .isEqualTo(TWO);
        }
    }

    @Test
    void refusesAMessageThatIsLongerThanAllowedBeforeItsFirstOctet() {
        assertThatThrownBy(() -> read(stream(TWO), 6)).hasMessageContaining("longer than 6 octets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: -1\r\n\r\n", "Content-Length: 99999999999\r\n\r\n", "Content-Length: x\r\n\r\n"
            })
    void refusesALengthThatIsNone(String header) {
        assertThatThrownBy(() -> read(stream(header), 100)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAHeaderWithoutALength() {
        assertThatThrownBy(() -> read(stream("Content-Type: x\r\n\r\n{}"), 100)).hasMessageContaining("length");
    }

    @Test
    void refusesAHeaderThatDoesNotEnd() {
        assertThatThrownBy(() -> read(stream("x".repeat(257)), 100)).hasMessageContaining("no end");
        assertThatThrownBy(() -> read(stream("x\n".repeat(129)), 100)).hasMessageContaining("no end");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] read(InputStream in, int longest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[5];
        Frames frames = new Frames(in, longest);
        for (int count = frames.read(some); count >= 0; count = frames.read(some)) {
            out.write(some, 0, count);
        }
        return out.toByteArray();
    }
}
