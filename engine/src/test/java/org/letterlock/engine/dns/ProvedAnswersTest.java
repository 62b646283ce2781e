package org.letterlock.engine.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.engine.mail.DnsName;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Answers with good, bad and no signatures. */
class ProvedAnswersTest {

    private static final TlsaRecord TLSA =
            new TlsaRecord(3, 1, 1, HexFormat.of().parseHex("5a".repeat(32)));

    private final SignedDns dns = new SignedDns();

    @BeforeEach
    void fill() {
        dns.mx("example.org", "mx.example.org").address("mx.example.org", "192.0.2.1");
        dns.tlsa("_25._tcp.mx.example.org", TLSA).alias("alias.example.org", "mx.example.org");
        dns.mx("example.test", "mx.example.test").tlsa("_25._tcp.mx.example.test", TLSA);
        dns.alias("away.example.org", "mx.example.test").address("mx.example.test", "192.0.2.2");
    }

    @AfterEach
    void close() {
        dns.close();
    }

    private ResolverClient client() {
        return new ResolverClient(dns.settings(), Clock.systemUTC());
    }

    private static DnsName name(String name) {
        return DnsName.parse(name).orElseThrow();
    }

    @Test
    void provesWhatIsSignedFromTheRootOn() {
        ResolverClient client = client();
        assertThat(client.provedMx(name("example.org"))).satisfies(mx -> {
            assertThat(mx.secure()).isTrue();
            assertThat(mx.answer().records()).hasSize(1);
        });
        assertThat(client.provedA(name("mx.example.org")).secure()).isTrue();
        Proved<TlsaRecord> tlsa = client.provedTlsa(name("_25._tcp.mx.example.org"));
        assertThat(tlsa.secure()).isTrue();
        assertThat(tlsa.answer().records())
                .singleElement()
                .usingRecursiveComparison()
                .isEqualTo(TLSA);
        assertThat(client.provedA(name("alias.example.org")).secure()).isTrue();
        assertThat(client.provedA(name("alias.example.org")).owner()).isEqualTo(name("mx.example.org"));
    }

    @Test
    void provesThatThereIsNothing() {
        ResolverClient client = client();
        assertThat(client.provedTlsa(name("_26._tcp.mx.example.org"))).satisfies(nothing -> {
            assertThat(nothing.answer()).isInstanceOf(DnsAnswer.NoName.class);
            assertThat(nothing.secure()).isTrue();
        });
        assertThat(client.provedMx(name("mx.example.org"))).satisfies(nothing -> {
            assertThat(nothing.answer()).isInstanceOf(DnsAnswer.NoData.class);
            assertThat(nothing.secure()).isTrue();
        });
    }

    @Test
    void doesNotProveWhatNobodySigned() {
        for (int round = 0; round < 2; round++) {
            ResolverClient client = client();
            assertThat(client.provedMx(name("example.test")).answer().records()).hasSize(1);
            assertThat(client.provedMx(name("example.test")).secure()).isFalse();
            assertThat(client.provedTlsa(name("_25._tcp.mx.example.test")).secure())
                    .isFalse();
            assertThat(client.provedA(name("away.example.org")).secure()).isFalse();
            assertThat(client.provedA(name("away.example.org")).answer().records())
                    .hasSize(1);
            dns.lying();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesNoAnswerWhoseProofIsBroken(SignedDns.Fault fault) {
        dns.broken("_25._tcp.mx.example.org", Type.TLSA, fault)
                .broken("example.org", Type.MX, fault)
                .broken("mx.example.org", Type.A, fault);
        for (int round = 0; round < 2; round++) {
            ResolverClient client = client();
            for (Proved<?> proved : List.of(
                    client.provedTlsa(name("_25._tcp.mx.example.org")),
                    client.provedMx(name("example.org")),
                    client.provedA(name("mx.example.org")))) {
                assertThat(proved.answer()).isInstanceOf(DnsAnswer.TemporaryFailure.class);
                assertThat(proved.secure()).isFalse();
            }
            dns.lying();
        }
    }

    @Test
    void worksWithAResolverThatGivesNoSignatures() {
        dns.withoutSignatures().lying();
        ResolverClient client = client();
        assertThat(client.provedMx(name("example.org")).answer().records()).hasSize(1);
        assertThat(client.provedMx(name("example.org")).secure()).isFalse();
        assertThat(client.provedTlsa(name("_25._tcp.mx.example.org")).secure()).isFalse();
    }

    @Test
    void holdsAResolverToItsFirstProof() {
        ResolverClient client = client();
        assertThat(client.provedMx(name("example.org")).secure()).isTrue();
        dns.withoutSignatures();
        assertThat(client.provedA(name("mx.example.org")).answer()).isInstanceOf(DnsAnswer.TemporaryFailure.class);
    }

    @ParameterizedTest
    @EnumSource
    void aResolverThatGivesNoSignaturesIsNoWayRoundAProof(SignedDns.Fault fault) {
        try (SignedDns other = new SignedDns()) {
            other.mx("example.org", "mx.example.test").mx("example.test", "mx.example.test");
            other.withoutSignatures();
            ResolverClient client = new ResolverClient(
                    dns.settings().withResolvers(List.of(dns.address(), other.address())), Clock.systemUTC());
            assertThat(client.provedA(name("mx.example.org")).secure()).isTrue();
            dns.broken("example.org", Type.MX, fault);
            assertThat(client.provedMx(name("example.org")).answer()).isInstanceOf(DnsAnswer.TemporaryFailure.class);
        }
    }

    @Test
    void forgetsWhatItBelievedBeforeTheFirstProof() {
        try (SignedDns other = new SignedDns()) {
            other.mx("example.org", "mx.example.test").withoutSignatures();
            dns.broken("", Type.SOA, SignedDns.Fault.EXPIRED);
            ResolverClient client = new ResolverClient(
                    dns.settings().withResolvers(List.of(dns.address(), other.address())), Clock.systemUTC());
            assertThat(client.provedMx(name("example.org")).secure()).isFalse();
            dns.mended();
            assertThat(client.provedA(name("mx.example.org")).secure()).isTrue();
            assertThat(client.provedMx(name("example.org"))).satisfies(mx -> {
                assertThat(mx.secure()).isTrue();
                assertThat(mx.answer().records())
                        .singleElement()
                        .extracting(record -> record.exchange().orElseThrow().ascii())
                        .isEqualTo("mx.example.org");
            });
        }
    }

    @Test
    void saysThatAResolverDoesNotAnswer() throws IOException {
        try (DnsResponder refusing = new DnsResponder()) {
            refusing.everythingElse(DnsResponder.rcode(Rcode.REFUSED));
            ResolverClient client =
                    new ResolverClient(dns.settings().withResolvers(List.of(refusing.address())), Clock.systemUTC());
            assertThat(client.provedMx(name("example.org")).answer())
                    .isEqualTo(new DnsAnswer.TemporaryFailure<MxRecord>(
                            "the resolver answered REFUSED when asked about the root zone"));
        }
    }

    @Test
    void aRootWithAnotherKeyIsNoResolverWithoutSignatures() {
        try (SignedDns other = new SignedDns()) {
            String foreign = other.settings().anchors().orElseThrow();
            ResolverClient client = new ResolverClient(dns.settings().proving(foreign), Clock.systemUTC());
            assertThat(client.provedMx(name("example.org")).answer()).isInstanceOf(DnsAnswer.TemporaryFailure.class);
        }
    }
}
