package org.letterlock.engine.dane;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.dns.TlsaRecord;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.pkix.TestAuthority;

public class DaneCertificatesTest {

    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final TestAuthority BETWEEN = ROOT.below("between");
    private static final DomainName HOST = new DomainName("mx.example.org");
    private final Instant now = Instant.now();

    private final List<X509Certificate> chain = BETWEEN.server("mx.example.org").chain();

    /** A record that names {@code certificate}. */
    public static TlsaRecord record(int usage, int selector, int matchingType, X509Certificate certificate) {
        try {
            byte[] selected = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            return new TlsaRecord(
                    usage,
                    selector,
                    matchingType,
                    switch (matchingType) {
                        case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                        case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                        default -> selected;
                    });
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private boolean match(List<X509Certificate> chain, TlsaRecord... records) {
        return DaneCertificates.of(List.of(records)).match(new CertificateChain(chain), List.of(HOST), now);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
    void matchesTheServerAndTheAuthoritiesAboveIt(int selector, int matchingType) {
        List<X509Certificate> other = BETWEEN.server("mx.example.org").chain();
        TlsaRecord server = record(3, selector, matchingType, chain.getFirst());
        assertThat(match(chain, server)).isTrue();
        assertThat(match(other, server)).isFalse();
        assertThat(match(List.of(), server)).isFalse();
        for (X509Certificate authority : List.of(BETWEEN.certificate(), ROOT.certificate())) {
            TlsaRecord record = record(2, selector, matchingType, authority);
            assertThat(match(chain, record)).isTrue();
            assertThat(match(other, record)).isTrue();
            assertThat(match(TestAuthority.root("root").server("mx.example.org").chain(), record))
                    .isFalse();
        }
        assertThat(match(chain, record(3, selector, matchingType, ROOT.certificate())))
                .as("usage 3 names the server alone")
                .isFalse();
    }

    @Test
    void theServersOwnKeyNeedsNeitherNameNorDate() {
        List<X509Certificate> old = ROOT.server(
                        now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(8)), "other.test")
                .chain();
        assertThat(match(old, record(3, 1, 1, old.getFirst()))).isTrue();
    }

    @Test
    void anAuthorityNeedsNameAndDateAndItsCertificate() {
        TlsaRecord record = record(2, 1, 1, ROOT.certificate());
        assertThat(match(ROOT.server("mx.example.net").chain(), record)).isFalse();
        assertThat(match(
                        ROOT.server(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(8)), "mx.example.org")
                                .chain(),
                        record))
                .isFalse();
        List<X509Certificate> without = chain.subList(0, 2);
        assertThat(match(without, record)).isFalse();
        assertThat(match(without, record(2, 0, 0, ROOT.certificate())))
                .as("the record has the certificate that was not sent")
                .isTrue();
        assertThat(DaneCertificates.of(List.of(record))
                        .match(
                                new CertificateChain(ROOT.server("example.org").chain()),
                                List.of(HOST, new DomainName("example.org")),
                                now))
                .as("the name of the domain will do")
                .isTrue();
    }

    @Test
    void anAuthorityThatIsOnlySentAlongVouchesForNobody() {
        X509Certificate liar =
                TestAuthority.root("liar").server("mx.example.org").chain().getFirst();
        assertThat(match(List.of(liar, ROOT.certificate()), record(2, 0, 1, ROOT.certificate())))
                .isFalse();
    }

    @Test
    void rollsOver() {
        List<X509Certificate> next = BETWEEN.server("mx.example.org").chain();
        TlsaRecord[] both = {record(3, 1, 1, chain.getFirst()), record(3, 1, 1, next.getFirst())};
        assertThat(match(chain, both)).isTrue();
        assertThat(match(next, both)).isTrue();
        assertThat(match(BETWEEN.server("mx.example.org").chain(), both)).isFalse();
        assertThat(match(next, record(3, 1, 1, chain.getFirst()), record(2, 0, 1, BETWEEN.certificate())))
                .isTrue();
    }

    @Test
    void takesTheStrongestDigestOfTheSameThing() {
        TlsaRecord weak = record(3, 1, 1, chain.getFirst());
        TlsaRecord strongForAnother = record(3, 1, 2, ROOT.certificate());
        assertThat(match(chain, weak, strongForAnother)).isFalse();
        assertThat(match(chain, record(3, 0, 1, chain.getFirst()), strongForAnother))
                .isTrue();
        assertThat(match(chain, record(3, 1, 0, chain.getFirst()), strongForAnother))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1,32",
        "1,1,1,32",
        "4,1,1,32",
        "255,0,0,32",
        "3,2,1,32",
        "3,1,3,32",
        "3,1,1,31",
        "3,1,2,32",
        "3,1,0,0",
        "3,0,0,9",
        "2,0,0,9"
    })
    void passesOverWhatCannotBeUsed(int usage, int selector, int matchingType, int length) {
        TlsaRecord record = new TlsaRecord(usage, selector, matchingType, new byte[length]);
        assertThat(DaneCertificates.of(List.of(record)).records()).isEmpty();
        assertThat(match(chain, record)).isFalse();
        assertThat(match(chain, record, record(3, 1, 1, chain.getFirst()))).isTrue();
    }

    @Test
    void oneChangedBitIsAnotherCertificate() {
        TlsaRecord good = record(3, 1, 1, chain.getFirst());
        for (int bit = 0; bit < 256; bit += 17) {
            byte[] changed = Arrays.copyOf(good.data(), 32);
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(match(chain, new TlsaRecord(3, 1, 1, changed))).isFalse();
        }
    }
}
