package org.letterlock.engine.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.Packer.Packed;

/** How octets are packed, and that what was packed once stays readable. */
final class PackerTest {

    private static final byte[] HEADER =
            ("Received: from mx.example.org (unknown [192.0.2.1]) by mail.example.test with ESMTPS id 1;\r\n"
                            + "From: Anna <anna@example.org>\r\nSubject: Re: tea\r\nMIME-Version: 1.0\r\n"
                            + "Content-Type: text/plain; charset=UTF-8\r\n\r\n")
                    .getBytes(US_ASCII);

    /** Files hold octets that only this dictionary opens. */
    @Test
    void theDictionaryNeverChanges() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(MailWords.octets());
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("ecc7293a4c6434bc9c4a6e0efa0d488713b9cfbf5c8b3a0211a0f806cd306894");
    }

    @Test
    void aShortHeaderTakesLittleRoom() {
        try (Packer packer = new Packer()) {
            Packed packed = packer.pack(HEADER, HEADER.length);
            assertThat(packed.format()).isEqualTo(Packed.PACKED);
            assertThat(packed.data().length).isLessThan(HEADER.length / 2);
            assertThat(packed.octets(HEADER.length)).isEqualTo(HEADER);
        }
    }

    @Test
    void whatWasPackedComesOutAgain() {
        Random random = new Random(5);
        try (Packer packer = new Packer()) {
            for (int round = 0; round < 500; round++) {
                byte[] octets = new byte[random.nextInt(70_000)];
                for (int i = 0; i < octets.length; i++) {
                    octets[i] = (byte) (round % 2 == 0 ? random.nextInt() : 'a' + random.nextInt(3));
                }
                int length = octets.length == 0 ? 0 : random.nextInt(octets.length);
                Packed packed = packer.pack(octets, length);
                assertThat(packed.data().length).isLessThanOrEqualTo(length);
                assertThat(packed.octets(length)).isEqualTo(Arrays.copyOf(octets, length));
            }
        }
    }

    @Test
    void damagedOctetsAreSaid() {
        assertThatThrownBy(() -> new Packed(Packed.PACKED, new byte[] {(byte) 0xFF, 1, 2}).octets(10))
                .isInstanceOf(DatabaseException.class)
                .extracting(e -> ((DatabaseException) e).reason())
                .isEqualTo(DatabaseException.Reason.DAMAGED);
        assertThatThrownBy(() -> new Packed(Packed.RAW, new byte[3]).octets(4)).isInstanceOf(DatabaseException.class);
    }
}
