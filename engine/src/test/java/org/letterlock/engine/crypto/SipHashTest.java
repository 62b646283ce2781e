package org.letterlock.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the vectors of the authors' paper and reference program. */
final class SipHashTest {

    private static byte[] counting(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) i;
        }
        return octets;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "1, 74f839c593dc67fd",
        "7, ab0200f58b01d137",
        "8, 93f5f5799a932462",
        "15, a129ca6149be45e5"
    })
    void hashesAsItsAuthorsSay(int length, String hash) {
        assertThat(Long.toHexString(new SipHash(counting(16)).hash(counting(length))))
                .isEqualTo(hash);
        assertThat(new SipHash(new byte[16]).hash(counting(length))).isNotEqualTo(Long.parseUnsignedLong(hash, 16));
        assertThatThrownBy(() -> new SipHash(new byte[length])).isInstanceOf(IllegalArgumentException.class);
    }
}
