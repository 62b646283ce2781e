package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.model.ProblemException;

/** What is seen of a domain, by real questions to a server on this computer. */
final class DomainLookTest {

    private TestDns dns;

    @BeforeEach
    void start() throws IOException {
        dns = new TestDns();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private DomainFacts look(String domain) throws ProblemException {
        return new DomainLook(List.of(dns.address()))
                .look(domain, "mail.example.org", List.of("203.0.113.5", "2001:db8:0:0:0:0:0:5"));
    }

    @Test
    void tellsWhoRunsTheDnsTheMailAndTheWebsite() throws ProblemException {
        dns.say("example.org", "NS", "kim.ns.cloudflare.com.")
                .say("example.org", "NS", "bob.ns.cloudflare.com.")
                .say("example.org", "MX", "20 alt1.aspmx.l.google.com.")
                .say("example.org", "MX", "1 ASPMX.L.Google.com.")
                .say("example.org", "A", "198.51.100.7");
        DomainFacts facts = look("example.org");
        assertThat(facts.isThere()).isTrue();
        assertThat(facts.zone()).isEqualTo("example.org");
        assertThat(facts.nameServers()).containsExactly("bob.ns.cloudflare.com", "kim.ns.cloudflare.com");
        assertThat(Objects.requireNonNull(facts.host()).name()).isEqualTo("Cloudflare");
        assertThat(facts.exchangers()).containsExactly("aspmx.l.google.com", "alt1.aspmx.l.google.com");
        assertThat(facts.mailHost()).isEqualTo("Google");
        assertThat(facts.website()).isTrue();
        assertThat(facts.ours()).isFalse();
    }

    @Test
    void tellsOfADomainThatNothingIsDoneWithYet() throws ProblemException {
        dns.say("example.org", "NS", "ns1.small-host.example.");
        DomainFacts facts = look("example.org");
        assertThat(facts)
                .isEqualTo(new DomainFacts(
                        "example.org",
                        "example.org",
                        List.of("ns1.small-host.example"),
                        null,
                        List.of(),
                        null,
                        false,
                        false));
    }

    @Test
    void seesAWebsiteBehindWwwAlone() throws ProblemException {
        dns.say("example.org", "NS", "ns1.example.net.")
                .say("www.example.org", "CNAME", "pages.example.net.")
                .say("pages.example.net", "AAAA", "2001:db8::80");
        assertThat(look("example.org").website()).isTrue();
    }

    @Test
    void knowsItsOwnServerAgain() throws ProblemException {
        dns.say("example.org", "NS", "ns1.example.net.")
                .say("example.org", "MX", "10 mail.example.org.")
                .say("mail.example.org", "AAAA", "2001:db8::5");
        assertThat(look("example.org").ours()).isTrue();
        dns.forget("mail.example.org").say("mail.example.org", "A", "198.51.100.9");
        assertThat(look("example.org").ours()).isFalse();
    }

    @Test
    void findsTheZoneOfASubdomainThatIsNotThereYet() throws ProblemException {
        dns.say("example.org", "NS", "ns1.example.net.");
        assertThat(look("family.example.org").zone()).isEqualTo("example.org");
    }

    /** The name servers of a registry are not those of a domain that nobody registered. */
    @ParameterizedTest
    @CsvSource({"unknown.org, org", "unknown.co.uk, co.uk", "unknown.com.au, com.au", "unknown.ne.jp, ne.jp"})
    void knowsADomainThatNobodyOwns(String domain, String registry) throws ProblemException {
        dns.say(registry, "NS", "ns1.registry.example.");
        assertThat(look(domain).isThere()).isFalse();
        assertThat(dns.questions()).containsExactly(domain + " NS");
    }

    @Test
    void asksTheNextWhereOneIsSilentAndSaysSoWhereAllAre() throws IOException, ProblemException {
        try (TestDns mute = new TestDns().beSilent()) {
            dns.say("example.org", "NS", "ns1.example.net.");
            DomainLook look = new DomainLook(List.of(mute.address(), dns.address()), Duration.ofSeconds(1));
            assertThat(look.look("example.org", "mail.example.org", List.of()).isThere())
                    .isTrue();
            DomainLook nobody = new DomainLook(List.of(mute.address()), Duration.ofMillis(200));
            assertThatThrownBy(() -> nobody.look("example.org", "mail.example.org", List.of()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("dns.silent");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ns51.domaincontrol.com, GoDaddy",
        "ns-2048.awsdns-64.co.uk, Amazon Route 53",
        "hydrogen.ns.hetzner.com, Hetzner",
        "ns1-07.azure-dns.com, Microsoft Azure",
        "ns1045.ui-dns.biz, IONOS",
        "dns10.ovh.net, OVHcloud",
        "curitiba.ns.porkbun.com, Porkbun",
        "01.dnsv.jp, お名前.com",
        "vip1.alidns.com, 阿里云",
    })
    void knowsLargeHostsByTheirNameServers(String server, String name) {
        assertThat(DnsHost.of(List.of("ns.unknown.example", server)).map(DnsHost::name))
                .contains(name);
        assertThat(DnsHost.of(List.of("not" + server.substring(server.indexOf('.') + 1))))
                .isEmpty();
    }
}
