package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.ImapEnvelope.Address;

class MimeCodecTest {

    private static final String MESSAGE = """
            From: =?utf-8?q?J=C3=B8rgen?= <j@example.test>, Group: a@example.test, "B, C" <b@example.test>;
            Sender: s@example.test
            To: anna@example.test
            Subject: Grüße
            Message-ID: <1@example.test>
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: text/plain; charset=utf-8; format=flowed
            Content-Language: en, de
            Content-ID: <c@example.test>

            hello
            --x
            Content-Type: message/rfc822

            Subject: inner
            From: x@example.test

            text
            --x
            Content-Disposition: attachment; filename*=utf-8''%E4%BD%90.bin
            Content-Type: application/octet-stream
            Content-MD5: abc
            Content-Location: http://example.test/
            Content-Description: binary
            Content-Transfer-Encoding: base64

            AAAA
            --x--
            """;

    private static ScannedMessage scanned() throws IOException {
        return MimeScanner.scan(Octets.of(MESSAGE.getBytes(StandardCharsets.UTF_8)), MimeScanner.Limits.DEFAULT);
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        ScannedMessage message = scanned();
        assertThat(message.root().children()).hasSize(3);
        assertThat(MimeCodec.decodePart(MimeCodec.encodePart(message.root()))).isEqualTo(message.root());
        assertThat(MimeCodec.decodeEnvelope(MimeCodec.encodeEnvelope(message.envelope())))
                .isEqualTo(message.envelope());
    }

    @Test
    void keepsAbsentAndEmptyApart() {
        ImapEnvelope envelope = new ImapEnvelope(
                Optional.of(""),
                Optional.empty(),
                List.of(new Address(Optional.empty(), Optional.of(""), Optional.of("x".repeat(300)))),
                List.of(),
                List.of(new Address(Optional.empty(), Optional.empty(), Optional.empty())),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of("<1@example.test>"));
        assertThat(MimeCodec.decodeEnvelope(MimeCodec.encodeEnvelope(envelope))).isEqualTo(envelope);
    }

    @Test
    void refusesEachDamagedOctet() throws IOException {
        byte[] octets = MimeCodec.encodePart(scanned().root());
        for (int i = 0; i < octets.length; i++) {
            byte[] damaged = octets.clone();
            damaged[i] ^= 0x20;
            assertThatThrownBy(() -> MimeCodec.decodePart(damaged)).isInstanceOf(DamagedMimeException.class);
        }
    }

    @Test
    void refusesWhatIsCut() throws IOException {
        byte[] octets = MimeCodec.encodeEnvelope(scanned().envelope());
        for (int i = 0; i < octets.length; i++) {
            byte[] cut = java.util.Arrays.copyOf(octets, i);
            assertThatThrownBy(() -> MimeCodec.decodeEnvelope(cut)).isInstanceOf(DamagedMimeException.class);
        }
    }

    @Test
    void refusesTheOtherKindAndUnknownVersions() throws IOException {
        byte[] envelope = MimeCodec.encodeEnvelope(scanned().envelope());
        assertThatThrownBy(() -> MimeCodec.decodePart(envelope)).isInstanceOf(DamagedMimeException.class);
        OctetWriter later = new OctetWriter((byte) 0x22);
        byte[] octets = later.finish();
        assertThatThrownBy(() -> MimeCodec.decodeEnvelope(octets)).isInstanceOf(DamagedMimeException.class);
    }

    @Test
    void refusesNonsenseUnderARightSum() {
        byte[][] bodies = {{}, {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x7F}, {1, 1, 1, 1}};
        for (byte[] body : bodies) {
            OctetWriter writer = new OctetWriter((byte) 0x21);
            for (byte b : body) {
                writer.number(b & 0x7F);
            }
            byte[] octets = writer.finish();
            assertThatThrownBy(() -> MimeCodec.decodeEnvelope(octets)).isInstanceOf(DamagedMimeException.class);
        }
    }
}
