package org.letterlock.engine.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.dkim.DkimResult.Outcome;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;

/** What we sign passes, and what was changed after that does not. */
final class DkimSignerTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final DomainName DOMAIN = new DomainName("example.test");
    private static final String LETTER = """
            From: Anna <anna@example.test>
            To: ben@example.org
            Subject:  Lunch
            \tat noon
            Date: Mon, 1 Jun 2026 12:00:00 +0000
            Message-ID: <1@example.test>

            Dear  Ben,

            until then.\s
            Anna


            """;

    private static final FakeDns DNS = new FakeDns();
    private static final List<SigningKey> KEYS = new ArrayList<>();

    @BeforeAll
    static void makeKeys() {
        SecureRandom random = new SecureRandom();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            SigningKey.Fresh fresh = SigningKey.generate(algorithm, random);
            String selector = algorithm.keyType();
            KEYS.add(SigningKey.of(DOMAIN, selector, algorithm, fresh.privateKey()));
            DNS.txt(selector + "._domainkey.example.test", fresh.record());
        }
    }

    private static RawLetter signed(String letter) throws IOException {
        RawLetter raw = RawLetter.of(letter);
        DkimSigner signer = new DkimSigner(Clock.fixed(NOW, ZoneOffset.UTC));
        return RawLetter.of(signer.sign(KEYS, raw.header(), raw.octets(), raw.bodyStart()) + raw.text());
    }

    private static List<Outcome> outcomes(RawLetter letter, Instant at) throws IOException {
        return new DkimVerifier(DNS, Clock.fixed(at, ZoneOffset.UTC))
                .verify(letter.header(), letter.octets(), letter.bodyStart()).stream()
                        .map(DkimResult::outcome)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x\n", "\n\n\n", "no end", "a \t b \n \nc\n"})
    void passesBothSignatures(String body) throws IOException {
        RawLetter letter = signed(LETTER.substring(0, LETTER.indexOf("\n\n") + 2) + body);
        assertThat(outcomes(letter, NOW)).containsExactly(Outcome.PASS, Outcome.PASS);
    }

    @Test
    void passesWhatServersOnTheWayMayChange() throws IOException {
        String letter = signed(LETTER).text();
        String changed = letter.replace("Subject:  Lunch\r\n\tat noon", "subject: Lunch at   noon")
                .replace("until then. \r\n", "until then.\r\n")
                .replace("Dear  Ben", "Dear Ben");
        assertThat(changed).isNotEqualTo(letter);
        assertThat(outcomes(RawLetter.of("Received: from a by b\r\n" + changed), NOW))
                .containsExactly(Outcome.PASS, Outcome.PASS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Dear|Deer",
                "Anna <anna@|Eve <anna@",
                "Subject: |Subject: Re:",
                "Anna\\r\\n\\r\\n|Anna\\r\\nPS: now\\r\\n",
            })
    void failsWhatNobodyMayChange(String was, String becomes) throws IOException {
        String letter = signed(LETTER).text();
        String changed = letter.replace(was.translateEscapes(), becomes.translateEscapes());
        assertThat(changed).isNotEqualTo(letter);
        assertThat(outcomes(RawLetter.of(changed), NOW)).containsOnly(Outcome.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Eve <eve@example.net>",
                "Subject: Another",
                "Reply-To: eve@example.net",
                "Cc: eve@example.net",
                "Content-Type: text/html",
                "List-Unsubscribe: <https://example.net/>"
            })
    void failsWhenAFieldIsAdded(String field) throws IOException {
        String letter = signed(LETTER).text();
        assertThat(outcomes(RawLetter.of(field + "\r\n" + letter), NOW)).containsOnly(Outcome.FAIL);
        assertThat(outcomes(RawLetter.of(letter.replace("To: ben", field + "\r\nTo: ben")), NOW))
                .containsOnly(Outcome.FAIL);
    }

    @Test
    void holdsForAWeek() throws IOException {
        RawLetter letter = signed(LETTER);
        assertThat(outcomes(letter, NOW.plus(DkimSigner.LIFETIME))).containsOnly(Outcome.PASS);
        assertThat(outcomes(letter, NOW.plus(DkimSigner.LIFETIME).plusSeconds(1)))
                .containsOnly(Outcome.FAIL);
    }

    @Test
    void keepsLinesShort() throws IOException {
        assertThat(signed(LETTER).text().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void tellsNothingOfAPrivateKey(SignatureAlgorithm algorithm) {
        SigningKey.Fresh fresh = SigningKey.generate(algorithm, new SecureRandom());
        SigningKey key = SigningKey.of(DOMAIN, "s1", algorithm, fresh.privateKey());
        assertThat(key).hasToString("s1._domainkey.example.test");
        assertThat(fresh.toString()).isEqualTo(fresh.record());
    }

    /** The hash is the same however the body is cut. */
    @ParameterizedTest
    @EnumSource(Canonicalization.class)
    void hashesBodiesInPieces(Canonicalization form) {
        byte[] body = "a \t b\r\n \r\n\r\n c\r\rd\r\n\t\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] whole = hash(form, body, body.length);
        for (int piece = 1; piece < body.length; piece++) {
            assertThat(hash(form, body, piece)).as("pieces of %d", piece).isEqualTo(whole);
        }
    }

    private static byte[] hash(Canonicalization form, byte[] body, int piece) {
        CanonicalBody canonical = new CanonicalBody(form, Long.MAX_VALUE, BodyHashes.sha256());
        for (int at = 0; at < body.length; at += piece) {
            byte[] next = new byte[Math.min(piece, body.length - at)];
            System.arraycopy(body, at, next, 0, next.length);
            canonical.take(next, next.length);
        }
        return canonical.end().hash();
    }

    @Test
    void lifetimeIsLongerThanTheQueueKeepsALetter() {
        assertThat(DkimSigner.LIFETIME).isGreaterThan(Duration.ofDays(5));
    }
}
