package org.letterlock.engine.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.DomainName;

class MailExchangersTest {

    private static final DomainName DESTINATION = new DomainName("example.test");
    private final FakeDns dns = new FakeDns();

    private MailRoute route(AddressFamilies families, Routes routes, long seed) {
        InetAddress own = InetAddress.ofLiteral("9.9.9.9");
        return new MailExchangers(
                        dns,
                        () -> routes,
                        () -> families,
                        new MailExchangers.Ourselves(new DomainName("mail.own.test"), own::equals),
                        new Random(seed))
                .route(DESTINATION);
    }

    private MailRoute route() {
        return route(AddressFamilies.IPV4_FIRST, Routes.NONE, 1);
    }

    private static List<String> hosts(MailRoute route) {
        return ((MailRoute.Hosts) route)
                .hosts().stream().map(MailRoute.Host::name).toList();
    }

    private static List<String> addresses(MailRoute route) {
        return ((MailRoute.Hosts) route)
                .hosts().stream()
                        .flatMap(h -> h.addresses().stream())
                        .map(a -> a.getAddress().getHostAddress() + " " + a.getPort())
                        .toList();
    }

    @Test
    void triesExchangersByPreferenceAndEqualOnesByChance() {
        dns.mx("example.test", 20, "c.example.test")
                .mx("example.test", 10, "a.example.test")
                .mx("example.test", 10, "b.example.test");
        dns.address("a.example.test", "1.0.0.1")
                .address("b.example.test", "1.0.0.2")
                .address("c.example.test", "1.0.0.3");

        Set<List<String>> orders = new HashSet<>();
        IntStream.range(0, 50).forEach(seed -> orders.add(hosts(route(AddressFamilies.IPV4_FIRST, Routes.NONE, seed))));

        assertThat(orders)
                .containsExactlyInAnyOrder(
                        List.of("a.example.test", "b.example.test", "c.example.test"),
                        List.of("b.example.test", "a.example.test", "c.example.test"));
    }

    @Test
    void takesTheDomainItselfWhereItHasNoExchanger() {
        dns.address("example.test", "1.0.0.1", "2606:4700::1");
        assertThat(addresses(route())).containsExactly("1.0.0.1 25", "2606:4700:0:0:0:0:0:1 25");
        assertThat(addresses(route(AddressFamilies.IPV6_FIRST, Routes.NONE, 1)))
                .containsExactly("2606:4700:0:0:0:0:0:1 25", "1.0.0.1 25");
        assertThat(addresses(route(AddressFamilies.IPV4_ONLY, Routes.NONE, 1))).containsExactly("1.0.0.1 25");
    }

    @Test
    void mailForHostsWithIpv6AloneWaitsWhereOursIsNotFit() {
        dns.address("example.test", "2606:4700::1");
        assertThat(route(AddressFamilies.IPV4_ONLY, Routes.NONE, 1)).isInstanceOf(MailRoute.Unknown.class);
    }

    private static List<List<DomainName>> tlsaBases(MailRoute route) {
        return ((MailRoute.Hosts) route)
                .hosts().stream().map(MailRoute.Host::tlsaBases).toList();
    }

    @Test
    void tlsaRecordsCountOnlyWhereExchangersAndAddressesAreProved() {
        DomainName host = new DomainName("mx.example.test");
        dns.mx("example.test", 10, "mx.example.test").address("mx.example.test", "1.0.0.1", "2606:4700::1");
        assertThat(tlsaBases(route())).containsExactly(List.of());
        dns.signed();
        assertThat(tlsaBases(route())).containsExactly(List.of(host));
        dns.signed("mx.example.test");
        assertThat(tlsaBases(route())).containsExactly(List.of());
    }

    @Test
    void tlsaRecordsOfAProvedHostDoNotCountForAnExchangerThatIsNotProved() {
        dns.mx("example.test", 10, "mx.example.org").address("mx.example.org", "1.0.0.1");
        dns.signed("example.test");
        assertThat(tlsaBases(route())).containsExactly(List.of());
    }

    @Test
    void tlsaRecordsOfTheNameBehindAnAliasCountFirst() {
        dns.mx("example.test", 10, "mx.example.test").alias("mx.example.test", "real.example.org");
        dns.address("real.example.org", "1.0.0.1").signed();
        assertThat(tlsaBases(route()))
                .containsExactly(List.of(new DomainName("real.example.org"), new DomainName("mx.example.test")));
    }

    @Test
    void aDomainThatProvablyHasNoExchangerStandsForItself() {
        dns.address("example.test", "1.0.0.1").signed();
        assertThat(tlsaBases(route())).containsExactly(List.of(DESTINATION));
        dns.signed("example.test");
        assertThat(tlsaBases(route())).containsExactly(List.of());
    }

    @Test
    void doesNotTakeTheDomainItselfWhereItHasExchangers() {
        dns.mx("example.test", 10, "gone.example.test").address("example.test", "1.0.0.1");
        assertThat(route()).isInstanceOf(MailRoute.Unusable.class);
    }

    @Test
    void saysWhyMailGoesNowhere() {
        assertThat(route()).isEqualTo(new MailRoute.NoSuchDomain());
        dns.mx("example.test", 0, ".");
        assertThat(route()).isEqualTo(new MailRoute.NullMx());
        dns.failing("example.test");
        assertThat(route()).isInstanceOf(MailRoute.Unknown.class);
    }

    @Test
    void ignoresANullExchangerAmongOthers() {
        dns.mx("example.test", 0, ".").mx("example.test", 10, "a.example.test").address("a.example.test", "1.0.0.1");
        assertThat(hosts(route())).containsExactly("a.example.test");
    }

    @Test
    void waitsWhenTheAddressesOfAllExchangersAreNotKnownNow() {
        dns.mx("example.test", 10, "a.example.test").failing("a.example.test");
        assertThat(route()).isInstanceOf(MailRoute.Unknown.class);
        dns.mx("example.test", 20, "b.example.test").address("b.example.test", "1.0.0.2");
        assertThat(hosts(route())).containsExactly("b.example.test");
    }

    @Test
    void leavesOutItselfAndWhatIsNotPreferredToItself() {
        dns.mx("example.test", 10, "a.example.test")
                .mx("example.test", 20, "mail.own.test")
                .mx("example.test", 30, "c.example.test");
        dns.address("a.example.test", "1.0.0.1").address("c.example.test", "1.0.0.3");
        assertThat(hosts(route())).containsExactly("a.example.test");
    }

    @Test
    void seesALoop() {
        dns.mx("example.test", 10, "mail.own.test");
        assertThat(route()).isEqualTo(new MailRoute.Loop());
    }

    @Test
    void seesALoopByAddress() {
        dns.mx("example.test", 10, "other.example.test").address("other.example.test", "9.9.9.9");
        assertThat(route()).isEqualTo(new MailRoute.Loop());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "192.0.2.1",
                "198.18.0.1",
                "203.0.113.9",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "2001:db8::1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "fec0::1",
                "2001::1",
                "::7f00:1"
            })
    void refusesAddressesThatAreNotPublic(String address) {
        dns.mx("example.test", 10, "a.example.test").address("a.example.test", address);
        assertThat(route()).isInstanceOf(MailRoute.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.15.0.1",
                "172.32.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "192.0.1.1",
                "223.1.1.1",
                "2a00::1",
                "64:ff9b::808:808"
            })
    void takesPublicAddresses(String address) {
        dns.mx("example.test", 10, "a.example.test").address("a.example.test", address);
        assertThat(hosts(route())).containsExactly("a.example.test");
    }

    @Test
    void aRouteMayNameAnyAddressAndPort() {
        Routes routes = new Routes(
                Map.of(DESTINATION, List.of(Routes.Hop.parse("127.0.0.1:2525").orElseThrow())), List.of());
        assertThat(addresses(route(AddressFamilies.IPV4_FIRST, routes, 1))).containsExactly("127.0.0.1 2525");
        dns.address("smart.example.org", "10.0.0.1");
        Routes smart = new Routes(
                Map.of(), List.of(Routes.Hop.parse("smart.example.org:587").orElseThrow()));
        assertThat(addresses(route(AddressFamilies.IPV4_FIRST, smart, 1))).containsExactly("10.0.0.1 587");
    }

    @Test
    void readsHops() {
        assertThat(Routes.Hop.parse("[::1]:2525")).contains(new Routes.Hop("::1", 2525));
        assertThat(Routes.Hop.parse("mx.example.org")).contains(new Routes.Hop("mx.example.org", 25));
        assertThat(Routes.Hop.parse("mx.example.org:0")).isEmpty();
        assertThat(Routes.Hop.parse("mx.example.org:65536")).isEmpty();
        assertThat(Routes.Hop.parse("a:b:c")).isEmpty();
    }

    @Test
    void capsHostsAndAddresses() {
        for (int i = 0; i < 50; i++) {
            dns.mx("example.test", i, "mx" + i + ".example.test");
            for (int j = 0; j < 20; j++) {
                dns.address("mx" + i + ".example.test", "1.1." + i + "." + j, "2a00::" + i + ":" + j);
            }
        }
        assertThat(addresses(route())).hasSize(16);
        assertThat(addresses(route(AddressFamilies.IPV4_ONLY, Routes.NONE, 1))).hasSize(16);
    }
}
