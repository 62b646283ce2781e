package org.letterlock.engine.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.dns.Iprev.Result;

/** RFC 8601 §3. */
final class IprevTest {

    private static final String REVERSE = "1.2.0.192.in-addr.arpa";
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("2001:db8::1");
    private static final String REVERSE6 = "1" + ".0".repeat(23) + ".8.b.d.0.1.0.0.2.ip6.arpa";

    @Test
    void takesTheFirstNameThatLeadsBack() {
        FakeDns dns = new FakeDns()
                .ptr(REVERSE, "none.example")
                .ptr(REVERSE, "other.example")
                .ptr(REVERSE, "host.example")
                .address("other.example", "192.0.2.2")
                .address("host.example", "192.0.2.9", "192.0.2.1", "2001:db8::1");
        assertThat(Iprev.of(dns, ADDRESS).result()).isEqualTo(Result.PASS);
        assertThat(Iprev.of(dns, ADDRESS).name().map(Object::toString)).contains("host.example");
    }

    @Test
    void knowsBothFamilies() {
        FakeDns dns = new FakeDns().ptr(REVERSE6, "host.example").address("host.example", "192.0.2.1");
        assertThat(Iprev.of(dns, IPV6).result()).isEqualTo(Result.FAIL);
        dns.address("host.example", "2001:db8::1");
        assertThat(Iprev.of(dns, IPV6).result()).isEqualTo(Result.PASS);
    }

    @Test
    void failsWhereNamesLeadElsewhere() {
        FakeDns dns = new FakeDns().ptr(REVERSE, "host.example").address("host.example", "192.0.2.2");
        assertThat(Iprev.of(dns, ADDRESS)).isEqualTo(Iprev.without(Result.FAIL, "host.example does not lead back"));
    }

    @Test
    void saysWhetherThereIsNoNameOrNoAnswer() {
        assertThat(Iprev.of(new FakeDns(), ADDRESS).result()).isEqualTo(Result.PERMERROR);
        assertThat(Iprev.of(new FakeDns().empty(REVERSE), ADDRESS).result()).isEqualTo(Result.PERMERROR);
        assertThat(Iprev.of(new FakeDns().failing(REVERSE), ADDRESS).result()).isEqualTo(Result.TEMPERROR);
        FakeDns dns = new FakeDns().ptr(REVERSE, "host.example").failing("host.example");
        assertThat(Iprev.of(dns, ADDRESS).result()).isEqualTo(Result.TEMPERROR);
    }

    @Test
    void asksForFourNamesAndNoMore() {
        FakeDns dns = new FakeDns();
        for (int i = 0; i < 5; i++) {
            dns.ptr(REVERSE, "host" + i + ".example");
        }
        dns.address("host4.example", "192.0.2.1");
        assertThat(Iprev.of(dns, ADDRESS).result()).isEqualTo(Result.FAIL);
        dns.address("host3.example", "192.0.2.1");
        assertThat(Iprev.of(dns, ADDRESS).result()).isEqualTo(Result.PASS);
    }
}
