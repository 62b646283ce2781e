package org.letterlock.engine.pkix;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.DomainName;

class CertificateChainTest {

    private static final DomainName HOST = new DomainName("mx.example.org");
    private static final TestAuthority ROOT = TestAuthority.root("root");
    private static final TestAuthority BETWEEN = ROOT.below("between");

    private final Instant now = Instant.now();

    private Optional<CertificateChain.Fault> fault(List<X509Certificate> chain) {
        return new CertificateChain(chain).fault(HOST, TrustedRoots.of(List.of(ROOT.certificate())), now);
    }

    @Test
    void believesAPathInAnyOrderWithOthersAmongIt() {
        List<X509Certificate> chain =
                BETWEEN.server("other.example.org", "mx.example.org").chain();
        List<X509Certificate> shuffled = new ArrayList<>(List.of(chain.getFirst()));
        shuffled.add(TestAuthority.root("stranger").certificate());
        shuffled.addAll(chain.subList(1, chain.size()).reversed());
        assertThat(fault(chain)).isEmpty();
        assertThat(fault(shuffled)).isEmpty();
        assertThat(fault(chain.subList(0, 2))).isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(fault(List.of())).contains(CertificateChain.Fault.NOT_TRUSTED);
        assertThat(fault(ROOT.server("example.org").chain())).contains(CertificateChain.Fault.HOST_MISMATCH);
        assertThat(fault(ROOT.server().chain())).contains(CertificateChain.Fault.HOST_MISMATCH);
        assertThat(fault(TestAuthority.root("root").server("mx.example.org").chain()))
                .contains(CertificateChain.Fault.NOT_TRUSTED);
        assertThat(fault(BETWEEN.server("mx.example.org").chain().subList(0, 1)))
                .contains(CertificateChain.Fault.NOT_TRUSTED);
        Duration day = Duration.ofDays(1);
        assertThat(fault(ROOT.server(now.minus(day.multipliedBy(2)), now.minus(day), "mx.example.org")
                        .chain()))
                .contains(CertificateChain.Fault.EXPIRED);
        assertThat(fault(ROOT.server(now.plus(day), now.plus(day.multipliedBy(2)), "mx.example.org")
                        .chain()))
                .contains(CertificateChain.Fault.EXPIRED);
    }

    @Test
    void aServerIsNoAuthority() {
        var server = ROOT.server("mx.example.org");
        X509Certificate forged = TestAuthority.signedBy("server", server.key(), "mx.example.org");
        assertThat(fault(List.of(forged, server.chain().getFirst(), ROOT.certificate())))
                .contains(CertificateChain.Fault.NOT_TRUSTED);
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org, true",
        "MX.Example.ORG, mx.example.org, true",
        "*.example.org, mx.example.org, true",
        "*.example.org, example.org, false",
        "*.example.org, a.mx.example.org, false",
        "*.org, example.org, false",
        "m*.example.org, mx.example.org, false",
        "*, mx.example.org, false",
        "mx.example.org.evil.test, mx.example.org, false",
        "xmx.example.org, mx.example.org, false"
    })
    void matchesTheNameAsAWhole(String certificate, String host, boolean expected) {
        assertThat(new CertificateChain(ROOT.server(certificate).chain()).isFor(new DomainName(host)))
                .isEqualTo(expected);
    }
}
