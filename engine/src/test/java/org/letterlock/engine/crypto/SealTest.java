package org.letterlock.engine.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.junit.jupiter.api.Test;

final class SealTest {

    private static final byte[] SECRET = "thirty-two octets or any number".getBytes(UTF_8);
    private static final byte[] CONTEXT = "account and letter".getBytes(UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final SealKeyPair pair = SealKeyPair.generate(random);

    @Test
    void opensWhatWasSealedToIt() {
        byte[] sealed = pair.publicKey().seal(SECRET, CONTEXT, random);
        assertThat(sealed).hasSize(1121 + SECRET.length + 16);
        assertThat(pair.open(sealed, CONTEXT)).isEqualTo(SECRET);
        assertThat(pair.publicKey().seal(SECRET, CONTEXT, random)).isNotEqualTo(sealed);
        assertThat(pair.open(pair.publicKey().seal(new byte[0], new byte[0], random), new byte[0]))
                .isEmpty();
    }

    @Test
    void comesBackFromItsPrivateOctets() {
        byte[] sealed = pair.publicKey().seal(SECRET, CONTEXT, random);
        SealKeyPair again = SealKeyPair.decode(pair.encodedPrivate());
        assertThat(again.publicKey()).isEqualTo(pair.publicKey()).hasSameHashCodeAs(pair.publicKey());
        assertThat(again.open(sealed, CONTEXT)).isEqualTo(SECRET);
        assertThat(pair.encodedPrivate()).hasSize(97);
    }

    @Test
    void aPublicKeySurvivesItsEncoding() {
        byte[] encoded = pair.publicKey().encoded();
        assertThat(encoded).hasSize(1217);
        SealPublicKey again = SealPublicKey.decode(encoded);
        assertThat(again).isEqualTo(pair.publicKey());
        assertThat(pair.open(again.seal(SECRET, CONTEXT, random), CONTEXT)).isEqualTo(SECRET);
    }

    @Test
    void refusesOctetsThatAreNoKey() {
        byte[] good = pair.publicKey().encoded();
        byte[] version = good.clone();
        version[0] = 2;
        byte[] smallOrder = good.clone();
        Arrays.fill(smallOrder, 1, 33, (byte) 0);
        byte[] outOfRange = good.clone();
        Arrays.fill(outOfRange, 33, good.length, (byte) 0xff);
        for (byte[] bad : new byte[][] {
            new byte[0], Arrays.copyOf(good, 1216), Arrays.copyOf(good, 1218), version, smallOrder, outOfRange
        }) {
            assertThatThrownBy(() -> SealPublicKey.decode(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] own = pair.encodedPrivate();
        for (byte[] bad : new byte[][] {new byte[0], Arrays.copyOf(own, 96), Arrays.copyOf(own, 98), new byte[97]}) {
            assertThatThrownBy(() -> SealKeyPair.decode(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noChangedOctetOpens() {
        byte[] sealed = pair.publicKey().seal(SECRET, CONTEXT, random);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            assertThatThrownBy(() -> pair.open(changed, CONTEXT))
                    .as("octet %d", i)
                    .isInstanceOf(SealBrokenException.class);
        }
    }

    @Test
    void nothingCutOrLengthenedOpens() {
        byte[] sealed = pair.publicKey().seal(SECRET, CONTEXT, random);
        for (int length = 0; length <= sealed.length + 2; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            if (length != sealed.length) {
                assertThatThrownBy(() -> pair.open(cut, CONTEXT)).isInstanceOf(SealBrokenException.class);
            }
        }
    }

    @Test
    void anotherKeyOrContextDoesNotOpen() {
        byte[] sealed = pair.publicKey().seal(SECRET, CONTEXT, random);
        assertThatThrownBy(() -> SealKeyPair.generate(random).open(sealed, CONTEXT))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> pair.open(sealed, new byte[0])).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> pair.open(sealed, "account and lette".getBytes(UTF_8)))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aSecretAlwaysGivesTheSamePair() {
        byte[] secret = new byte[32];
        secret[0] = 1;
        assertThat(SealKeyPair.derive(secret).publicKey())
                .isEqualTo(SealKeyPair.derive(secret).publicKey())
                .isNotEqualTo(SealKeyPair.derive(new byte[32]).publicKey());
        assertThatThrownBy(() -> SealKeyPair.derive(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedPairOpensNothing() {
        byte[] sealed = pair.publicKey().seal(SECRET, CONTEXT, random);
        pair.close();
        assertThatThrownBy(() -> pair.open(sealed, CONTEXT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pair::encodedPrivate).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void expandsSeedsAsAnotherLibraryDoes() {
        byte[] seed = new byte[64];
        for (int i = 0; i < 20; i++) {
            random.nextBytes(seed);
            MLKEMPrivateKeyParameters expected = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed);
            assertThat(MlKem.encoded(MlKem.fromSeed(seed).getPublic())).isEqualTo(expected.getPublicKey());
        }
    }

    @Test
    void agreesOnTheSecretOfTheStandard() throws Exception {
        // RFC 7748 §6.1
        HexFormat hex = HexFormat.of();
        byte[] bob = hex.parseHex(vector("rfc7748.bob.private"));
        byte[] alice = hex.parseHex(vector("rfc7748.alice.public"));
        assertThat(hex.formatHex(X25519.publicKey(bob))).isEqualTo(vector("rfc7748.bob.public"));
        assertThat(hex.formatHex(X25519.agree(bob, alice))).isEqualTo(vector("rfc7748.shared"));
    }

    @Test
    void opensTheVectorsOfVersionOne() throws Exception {
        HexFormat hex = HexFormat.of();
        SealKeyPair fixed = SealKeyPair.decode(hex.parseHex(vector("seal1.private")));
        assertThat(hex.formatHex(fixed.publicKey().encoded())).isEqualTo(vector("seal1.public"));
        assertThat(fixed.open(hex.parseHex(vector("seal1.sealed")), hex.parseHex(vector("seal1.context"))))
                .isEqualTo(hex.parseHex(vector("seal1.secret")));
        ContentKey key = ContentKey.of(hex.parseHex(vector("chunk1.key")));
        byte[] context = hex.parseHex(vector("chunk1.context"));
        assertThat(key.openChunk(0, false, hex.parseHex(vector("chunk1.0")), context))
                .isEqualTo("first".getBytes(UTF_8));
        assertThat(key.openChunk(1, true, hex.parseHex(vector("chunk1.1.last")), context))
                .isEqualTo("last".getBytes(UTF_8));
    }

    static String vector(String name) throws IOException {
        Properties vectors = new Properties();
        try (InputStream in = SealTest.class.getResourceAsStream("vectors.properties")) {
            assertThat(in).isNotNull();
            vectors.load(in);
        }
        return vectors.getProperty(name);
    }
}
