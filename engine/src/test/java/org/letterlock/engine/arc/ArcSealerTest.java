package org.letterlock.engine.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.dkim.Canonicalization;
import org.letterlock.engine.dkim.KeyLookup;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SignedHeader;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.HeaderFields;

/** Sets that we add, and what becomes of chains on a long way. */
final class ArcSealerTest {

    private static final String LETTER = "From: ann@example.org\r\nTo: list@example.net\r\nSubject: x\r\nDate: now\r\n"
            + "DKIM-Signature: v=1; a=rsa-sha256; d=example.org\r\n\r\nbody\r\n";

    private final FakeDns dns = new FakeDns();

    private SigningKey key(String domain, SignatureAlgorithm algorithm) {
        SigningKey.Fresh fresh = SigningKey.generate(algorithm, new SecureRandom());
        dns.txt("s._domainkey." + domain, fresh.record());
        return SigningKey.of(new DomainName(domain), "s", algorithm, fresh.privateKey());
    }

    private ArcResult validate(String letter) throws IOException {
        RawLetter raw = RawLetter.of(letter);
        return new ArcValidator(dns, Clock.systemUTC()).validate(raw.header(), raw.octets(), raw.bodyStart());
    }

    private String sealed(SigningKey key, String letter) throws IOException {
        return sealed(key, validate(letter), letter);
    }

    private static String sealed(SigningKey key, ArcResult chain, String letter) throws IOException {
        RawLetter raw = RawLetter.of(letter);
        return new ArcSealer(Clock.systemUTC())
                        .seal(
                                key,
                                chain,
                                "mx.example.net;\r\n\tspf=pass smtp.mailfrom=example.org",
                                raw.header(),
                                raw.octets(),
                                raw.bodyStart())
                + letter;
    }

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void sealsWhatPasses(SignatureAlgorithm algorithm) throws IOException {
        SigningKey key = key("example.net", algorithm);
        String sealed = sealed(key, LETTER);
        assertThat(sealed)
                .startsWith("ARC-Seal: i=1; a=" + algorithm.token() + "; cv=none;")
                .endsWith(LETTER);
        assertThat(sealed)
                .contains(
                        "ARC-Authentication-Results: i=1; mx.example.net;\r\n\tspf=pass smtp.mailfrom=example.org\r\n")
                .contains("DKIM-Signature;\r\n\tbh=");
        assertThat(validate(sealed))
                .isEqualTo(new ArcResult(ChainStatus.PASS, "", List.of(new DomainName("example.net")), 2));
    }

    @Test
    void sealsFiftyTimesAndNoMore() throws IOException {
        List<SigningKey> keys = List.of(
                key("a.example", SignatureAlgorithm.ED25519_SHA256),
                key("b.example", SignatureAlgorithm.RSA_SHA256),
                key("c.example", SignatureAlgorithm.ED25519_SHA256));
        String letter = LETTER;
        for (int i = 1; i <= 50; i++) {
            letter = sealed(keys.get(i % 3), letter);
            ArcResult result = validate(letter);
            assertThat(result.status()).as(result.reason()).isEqualTo(ChainStatus.PASS);
            assertThat(result.sealers())
                    .hasSize(i)
                    .last()
                    .isEqualTo(keys.get(i % 3).domain());
            assertThat(result.next()).isEqualTo(i == 50 ? 0 : i + 1);
        }
        assertThat(sealed(keys.getFirst(), letter)).isEqualTo(letter);
        String another =
                "ARC-Seal: i=51; cv=pass\r\nARC-Message-Signature: i=51\r\nARC-Authentication-Results: i=51; x\r\n";
        assertThat(validate(another + letter)).isEqualTo(ArcResult.failed("there are more than 50 sets", 0));
    }

    @Test
    void sealsABrokenChainOnceAndForEver() throws IOException {
        SigningKey key = key("example.net", SignatureAlgorithm.ED25519_SHA256);
        String broken = sealed(key, LETTER).replace("body", "spam");
        String marked = sealed(key, broken);
        assertThat(marked).startsWith("ARC-Seal: i=2; a=ed25519-sha256; cv=fail;");
        assertThat(validate(marked)).isEqualTo(ArcResult.failed("the newest seal says that it is broken", 0));
        assertThat(sealed(key, marked)).isEqualTo(marked);
    }

    /** RFC 8617 §5.1.2. */
    @Test
    void coversOfABrokenChainItsOwnSetAlone() throws Exception {
        SigningKey.Fresh fresh = SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
        dns.txt("s._domainkey.example.net", fresh.record());
        SigningKey key = SigningKey.of(
                new DomainName("example.net"), "s", SignatureAlgorithm.ED25519_SHA256, fresh.privateKey());
        HeaderFields header = RawLetter.of(sealed(key, sealed(key, LETTER).replace("body", "spam")))
                .header();
        ArcSeal seal = ArcSeal.parse(header.first("ARC-Seal").orElseThrow());
        byte[] own = new SignedHeader(Canonicalization.RELAXED)
                .add(header.first("ARC-Authentication-Results").orElseThrow())
                .add(header.first("ARC-Message-Signature").orElseThrow())
                .end(seal.field(), seal.tags());
        assertThat(new KeyLookup(dns).find(seal.key()))
                .isInstanceOfSatisfying(
                        KeyLookup.Found.Keys.class,
                        found -> assertThat(found.keys())
                                .singleElement()
                                .matches(k -> k.algorithm().verifies(k.key(), own, seal.signature())));
    }

    @Test
    void sealsAgainAfterAChangeThatItMadeItself() throws IOException {
        SigningKey first = key("example.net", SignatureAlgorithm.ED25519_SHA256);
        SigningKey second = key("example.com", SignatureAlgorithm.ED25519_SHA256);
        String received = sealed(first, LETTER);
        ArcResult chain = validate(received);
        String sent = sealed(second, chain, received.replace("body", "body\r\n-- \r\nA list"));
        assertThat(validate(sent).status()).isEqualTo(ChainStatus.PASS);
    }

    @Test
    void neitherAddsNorOmitsWhatASignerCovers() throws IOException {
        String sealed = sealed(key("example.net", SignatureAlgorithm.ED25519_SHA256), LETTER);
        assertThat(validate("Received: from x\r\n" + sealed).status()).isEqualTo(ChainStatus.PASS);
        for (String name : List.of("From", "To", "Cc", "Subject", "Content-Type", "Reply-To", "Message-ID")) {
            assertThat(validate(name + ": eve@example.com\r\n" + sealed).status())
                    .as(name)
                    .isEqualTo(ChainStatus.FAIL);
        }
        for (String line : List.of("To: list@example.net\r\n", "Subject: x\r\n", "From: ann@example.org\r\n")) {
            assertThat(validate(sealed.replace(line, "")).status()).as(line).isEqualTo(ChainStatus.FAIL);
        }
    }

    /** All failures are permanent (RFC 8617 §5.2.1). */
    @Test
    void failsWhereTheDnsDoes() throws IOException {
        String sealed = sealed(key("example.net", SignatureAlgorithm.ED25519_SHA256), LETTER);
        dns.failing("s._domainkey.example.net");
        assertThat(validate(sealed).status()).isEqualTo(ChainStatus.FAIL);
    }

    /** The next server may find whole what we could not look at. */
    @Test
    void sealsNothingWhereTheDnsFails() throws IOException {
        SigningKey first = key("example.net", SignatureAlgorithm.ED25519_SHA256);
        SigningKey second = key("example.com", SignatureAlgorithm.ED25519_SHA256);
        String once = sealed(first, LETTER);
        String twice = sealed(second, once);
        dns.failing("s._domainkey.example.net");
        // The newest message signature, and the seal below the newest.
        for (String letter : List.of(once, twice)) {
            assertThat(validate(letter).status()).isEqualTo(ChainStatus.FAIL);
            assertThat(sealed(second, letter)).isEqualTo(letter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t=s", "t=y:s", "h=sha256", "s=email"})
    void takesKeysThatDkimTakes(String flags) throws IOException {
        SigningKey.Fresh fresh = SigningKey.generate(SignatureAlgorithm.ED25519_SHA256, new SecureRandom());
        dns.txt("s._domainkey.example.net", fresh.record().replace("; p=", "; " + flags + "; p="));
        SigningKey key = SigningKey.of(
                new DomainName("example.net"), "s", SignatureAlgorithm.ED25519_SHA256, fresh.privateKey());
        assertThat(validate(sealed(key, LETTER)).status()).isEqualTo(ChainStatus.PASS);
    }

    @Test
    void ignoresAVersion() throws IOException {
        SigningKey key = key("example.net", SignatureAlgorithm.ED25519_SHA256);
        String sealed = sealed(key, LETTER);
        ArcResult result = validate(sealed.replace("ARC-Message-Signature: i=1;", "ARC-Message-Signature: i=1; v=1;"));
        assertThat(result.reason()).isEqualTo("the newest message signature: the signature does not fit the header");
    }
}
