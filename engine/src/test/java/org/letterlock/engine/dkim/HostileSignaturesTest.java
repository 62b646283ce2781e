package org.letterlock.engine.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.dkim.DkimResult.Outcome;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;

/** Signatures and keys by which strangers could do harm: each has an answer, and none costs much. */
final class HostileSignaturesTest {

    private static final String LETTER = "From: a@example.test\r\nSubject: x\r\n\r\nbody\r\nand more\r\n";
    private static final SignatureAlgorithm ED25519 = SignatureAlgorithm.ED25519_SHA256;
    private static final SigningKey.Fresh FRESH = SigningKey.generate(ED25519, new SecureRandom());
    private static final SigningKey KEY =
            SigningKey.of(new DomainName("example.test"), "s", ED25519, FRESH.privateKey());

    private static FakeDns dns() {
        return new FakeDns().txt("s._domainkey.example.test", FRESH.record());
    }

    private static List<DkimResult> verify(FakeDns dns, String letter) throws IOException {
        RawLetter raw = RawLetter.of(letter);
        return new DkimVerifier(dns, Clock.systemUTC()).verify(raw.header(), raw.octets(), raw.bodyStart());
    }

    private static String signature() throws IOException {
        RawLetter raw = RawLetter.of(LETTER);
        return new DkimSigner(Clock.systemUTC()).sign(List.of(KEY), raw.header(), raw.octets(), raw.bodyStart());
    }

    @Test
    void looksAtEightOfAThousand() throws IOException {
        List<DkimResult> results = verify(dns(), signature().repeat(1000) + LETTER);
        assertThat(results).hasSize(DkimVerifier.MAX_SIGNATURES).allMatch(DkimResult::passes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1; |v=1; v=1; ",
                "v=1; |",
                "v=1; |v=2; ",
                "a=ed25519-sha256|a=rsa-sha1",
                "a=ed25519-sha256|a=none",
                "c=relaxed/relaxed|c=nofws",
                "d=example.test|d=",
                "d=example.test|d=..",
                "s=s;|s=" + "a.b..c;",
                "bh=|bh=!",
                "b=|b=*",
                "h=From|h=Frog",
                "h=From|h=:From",
                "x=|x=-",
                "x=|x=99999999999999999999",
                "t=|i=@example.org; t=",
                "t=|q=http; t=",
            })
    void readsNothingThatIsNotRight(String was, String becomes) throws IOException {
        String changed = signature().replace(was, becomes == null ? "" : becomes);
        assertThat(verify(dns(), changed + LETTER))
                .allMatch(result -> result.outcome() == Outcome.NEUTRAL || result.outcome() == Outcome.FAIL)
                .isNotEmpty();
    }

    @Test
    void passesNothingOfWhichAPartIsUnsigned() throws IOException {
        CanonicalBody part = new CanonicalBody(Canonicalization.RELAXED, 6, BodyHashes.sha256());
        byte[] body = "body\r\nand more\r\n".getBytes(StandardCharsets.US_ASCII);
        part.take(body, body.length);
        String unsigned =
                "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.test; s=s; l=6; h=from; bh="
                        + Base64.getEncoder().encodeToString(part.end().hash()) + "; b=";
        byte[] data = new SignedHeader(Canonicalization.RELAXED)
                .add(RawLetter.of(LETTER).header(), List.of("from"), Optional.empty())
                .end(unsigned);
        String signature = unsigned + Base64.getEncoder().encodeToString(ED25519.sign(KEY.key(), data)) + "\r\n";
        assertThat(verify(dns(), signature + LETTER))
                .singleElement()
                .extracting(DkimResult::outcome)
                .isEqualTo(Outcome.POLICY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=DKIM1; k=ed25519; p=",
                "v=DKIM1; k=ed25519; p=!!!!",
                "v=DKIM1; k=ed25519; p=AAAA",
                "v=DKIM1; k=rsa; p=AAAA",
                "v=DKIM2; k=ed25519; p=AAAA",
                "k=ed25519; v=DKIM1; p=AAAA",
                "v=DKIM1; k=ed25519; k=ed25519; p=AAAA",
                "v=DKIM1; k=ed25519; h=sha1; p=AAAA",
                "v=DKIM1; k=ed25519; s=chat; p=AAAA",
                "no tags at all",
            })
    void passesNothingByABadKey(String record) throws IOException {
        FakeDns dns = new FakeDns().txt("s._domainkey.example.test", record);
        assertThat(verify(dns, signature() + LETTER))
                .singleElement()
                .extracting(DkimResult::outcome)
                .isEqualTo(Outcome.PERMERROR);
    }

    @Test
    void readsNoKeyOfAMegabyte() throws IOException {
        FakeDns dns = new FakeDns().txt("s._domainkey.example.test", "v=DKIM1; k=ed25519; p=" + "A".repeat(1_000_000));
        assertThat(verify(dns, signature() + LETTER)).noneMatch(DkimResult::passes);
    }

    @ParameterizedTest
    @CsvSource({"512, the key has 512 bits", "8192, the key is malformed"})
    void usesNoKeyThatIsTooShortOrTooLong(int bits, String reason) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(Math.min(bits, 1024));
        String record = bits > 4096
                ? "v=DKIM1; p=" + "MIIB".repeat(400)
                : "v=DKIM1; p="
                        + Base64.getEncoder()
                                .encodeToString(
                                        generator.generateKeyPair().getPublic().getEncoded());
        assertThat(DkimPublicKey.parse(record, SignatureAlgorithm.RSA_SHA256))
                .isEqualTo(new DkimPublicKey.Parsed.Unusable(reason));
    }

    @Test
    void saysLaterWhereTheDnsFails() throws IOException {
        FakeDns dns = new FakeDns().failing("s._domainkey.example.test");
        assertThat(verify(dns, signature() + LETTER))
                .singleElement()
                .extracting(DkimResult::outcome)
                .isEqualTo(Outcome.TEMPERROR);
    }
}
