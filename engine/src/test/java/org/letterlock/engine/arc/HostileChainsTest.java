package org.letterlock.engine.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.dkim.Canonicalization;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SignatureTags;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mime.HeaderField;

/** Chains by which strangers could do harm: none that was changed passes, and none costs more than its signatures. */
final class HostileChainsTest {

    private static final String LETTER =
            "From: ann@example.org\r\nSubject: hello\r\nX-Other: one\r\n\r\nbody of some words\r\nand more\r\n";
    private static final SignatureAlgorithm ED25519 = SignatureAlgorithm.ED25519_SHA256;
    private static final int ROUNDS = 3_000;

    private final FakeDns dns = new FakeDns();
    private final AtomicInteger questions = new AtomicInteger();

    private DnsClient counting() {
        return (DnsClient) Proxy.newProxyInstance(
                DnsClient.class.getClassLoader(), new Class<?>[] {DnsClient.class}, (proxy, method, arguments) -> {
                    questions.incrementAndGet();
                    return method.invoke(dns, arguments);
                });
    }

    private ArcResult validate(String letter) throws IOException {
        RawLetter raw = RawLetter.of(letter);
        return new ArcValidator(counting(), Clock.systemUTC()).validate(raw.header(), raw.octets(), raw.bodyStart());
    }

    private String chain(int sets) throws IOException {
        String letter = LETTER;
        for (int i = 1; i <= sets; i++) {
            String domain = "d" + i + ".example";
            SigningKey.Fresh fresh = SigningKey.generate(ED25519, new SecureRandom());
            dns.txt("s._domainkey." + domain, fresh.record());
            SigningKey key = SigningKey.of(new DomainName(domain), "s", ED25519, fresh.privateKey());
            RawLetter raw = RawLetter.of(letter);
            ArcResult chain = validate(letter);
            letter = new ArcSealer(Clock.systemUTC())
                            .seal(
                                    key,
                                    chain,
                                    "mx." + domain + "; spf=pass",
                                    raw.header(),
                                    raw.octets(),
                                    raw.bodyStart())
                    + letter;
        }
        assertThat(validate(letter).status()).isEqualTo(ChainStatus.PASS);
        questions.set(0);
        return letter;
    }

    /** Everything that a chain covers, in the form that it is covered in; the newest signature as octets, because base64 has several spellings. */
    private static List<String> covered(String text) {
        RawLetter letter = RawLetter.of(text);
        List<String> covered = new ArrayList<>();
        String newest = "i=" + letter.header().all("ARC-Seal").size();
        for (HeaderField field : letter.header().fields()) {
            String form = new String(Canonicalization.RELAXED.header(field.octets()), StandardCharsets.ISO_8859_1);
            if (form.startsWith("arc-seal:") && form.contains(newest)) {
                form = sealWithOctets(field, form);
            }
            if (form.startsWith("arc-")
                    || DkimSigner.covered(letter.header()).stream().anyMatch(field::isNamed)) {
                covered.add(form);
            }
        }
        Collections.sort(covered);
        covered.add(letter.text()
                .substring((int) letter.bodyStart())
                .replaceAll("[ \\t]+\r\n", "\r\n")
                .replaceAll("[ \\t]+", " ")
                .replaceAll("(\r\n)*$", ""));
        return covered;
    }

    private static String sealWithOctets(HeaderField field, String form) {
        try {
            ArcSeal seal = ArcSeal.parse(field);
            return form.substring(0, form.indexOf("b=")) + HexFormat.of().formatHex(seal.signature());
        } catch (SignatureTags.Fault _) {
            return form;
        }
    }

    @Test
    void passesNothingThatWasChanged() throws IOException {
        String letter = chain(3);
        List<String> original = covered(letter);
        Random random = new Random(8617);
        int passed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String changed = changed(letter, random);
            ArcResult result = validate(changed);
            if (result.status() == ChainStatus.PASS) {
                passed++;
                assertThat(covered(changed)).as("round %s", round).isEqualTo(original);
            }
        }
        // What nobody covers may change, so some pass.
        assertThat(passed).isBetween(1, ROUNDS / 4);
        assertThat(questions.get()).isLessThanOrEqualTo(ROUNDS * 4);
    }

    /** Another octet, one less, one more, or fields that change places, come twice, or go. */
    private static String changed(String letter, Random random) {
        int at = random.nextInt(letter.length());
        char octet = (char) (random.nextInt(8) == 0 ? random.nextInt(256) : ' ' + random.nextInt(95));
        return switch (random.nextInt(6)) {
            case 0 -> letter.substring(0, at) + letter.substring(at + 1);
            case 1 -> letter.substring(0, at) + octet + letter.substring(at);
            case 2 -> fields(letter, random);
            default -> letter.substring(0, at) + octet + letter.substring(at + 1);
        };
    }

    private static String fields(String letter, Random random) {
        List<String> fields = new ArrayList<>();
        RawLetter raw = RawLetter.of(letter);
        raw.header().fields().forEach(field -> fields.add(new String(field.octets(), StandardCharsets.ISO_8859_1)));
        int one = random.nextInt(fields.size());
        int other = random.nextInt(fields.size());
        switch (random.nextInt(3)) {
            case 0 -> fields.remove(one);
            case 1 -> fields.add(other, fields.get(one));
            default -> Collections.swap(fields, one, other);
        }
        return String.join("", fields) + letter.substring((int) raw.bodyStart() - 2);
    }

    @Test
    void asksNoMoreThanItsSignaturesNeed() throws IOException {
        String letter = chain(50);
        assertThat(validate(letter).status()).isEqualTo(ChainStatus.PASS);
        assertThat(questions.get()).isEqualTo(51);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i=2; a=|i=02; a=",
                "i=2; a=|i=3; a=",
                "i=2; a=|i=; a=",
                "i=2; a=|i=0; a=",
                "i=2; a=|i=-2; a=",
                "i=2; a=|i=99; a=",
                "i=2; a=|i=4294967298; a=",
                "i=2; a=|a=",
                "cv=pass|cv=none",
                "cv=pass|cv=PASS",
                "cv=pass|cv=fail",
                "cv=none|cv=pass",
                "cv=pass;|",
                "d=d2|d=d1",
                "s=s;|s=;",
                "i=2; mx|i=2, mx",
                "i=2; mx|mx",
                "i=2; mx|(i=2; mx",
            })
    void passesNothingOfAnotherStructure(String was, String becomes) throws IOException {
        String letter = chain(2);
        String changed = letter.replace(was, becomes == null ? "" : becomes);
        assertThat(changed).isNotEqualTo(letter);
        assertThat(validate(changed).status()).isEqualTo(ChainStatus.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARC-Seal: \r\n",
                "ARC-Seal: i=1; cv=none; a=ed25519-sha256; d=d1.example; s=s; b=AAAA\r\n",
                "ARC-Message-Signature: i=1\r\n",
                "ARC-Authentication-Results: i=1; x\r\n",
                "ARC-Authentication-Results: ((((((((i=1; x\r\n",
                "ARC-Authentication-Results: i=1))); x\r\n",
                "ARC-Authentication-Results:\r\n",
            })
    void neitherAsksNorReadsForWhatIsNoChain(String field) throws IOException {
        for (String fields : List.of(field, field.repeat(50), field.repeat(5_000))) {
            assertThat(validate(fields + LETTER).status()).isEqualTo(ChainStatus.FAIL);
        }
        assertThat(questions.get()).isZero();
    }

    @Test
    void readsAnyOctetsAtAll() throws IOException {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            String junk = new String(noise, StandardCharsets.ISO_8859_1)
                    .replace("\n", "")
                    .replace("\r", "");
            String name = List.of("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results")
                    .get(random.nextInt(3));
            assertThat(validate(name + ": i=1; " + junk + "\r\n" + LETTER).status())
                    .isEqualTo(ChainStatus.FAIL);
        }
    }
}
