package org.letterlock.engine.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendingFamiliesTest {

    private static final String OURS = "2a01:4f8::1";
    private static final String REVERSE = "1" + ".0".repeat(23) + ".8.f.4.0.1.0.a.2.ip6.arpa";
    private static final String NAME = "mail.example.test";

    private final List<String> news = new ArrayList<>();
    private final FakeDns dns = new FakeDns();
    private Optional<InetAddress> source = Optional.of(InetAddress.ofLiteral(OURS));
    private final SendingFamilies families = new SendingFamilies(() -> source, dns, news::add);

    private AddressFamilies looked() {
        families.look();
        return families.get();
    }

    @Test
    void nothingIsSentOverIpv6BeforeItWasLookedUp() {
        assertThat(families.get()).isEqualTo(AddressFamilies.IPV4_ONLY);
        assertThat(news).isEmpty();
    }

    @Test
    void aNameThatLeadsBackLetsLettersLeaveOverIpv6() {
        dns.ptr(REVERSE, NAME).address(NAME, OURS);
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_FIRST);
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_FIRST);
        assertThat(news).singleElement().asString().contains("IPv6", OURS.replace("::", ":0:0:0:0:0:"), NAME);
    }

    @Test
    void aNameThatIsGoneOrLeadsElsewhereEndsThat() {
        dns.ptr(REVERSE, NAME).address(NAME, OURS);
        looked();
        source = Optional.of(InetAddress.ofLiteral("2a01:4f8::2"));
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_ONLY);
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_ONLY);
        assertThat(news).hasSize(2);
        assertThat(news.getLast()).contains("IPv4 alone", "the address has no name");
        dns.ptr(REVERSE.replaceFirst("1", "2"), "other.example.test").address("other.example.test", OURS);
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_ONLY);
        assertThat(news.getLast()).contains("IPv4 alone", "does not lead back");
    }

    @Test
    void whatCannotBeLookedUpChangesNothing() {
        dns.ptr(REVERSE, NAME).address(NAME, OURS);
        looked();
        dns.failing(REVERSE);
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_FIRST);
        assertThat(news).hasSize(1);
    }

    @Test
    void withoutAPublicAddressNobodyIsTold() {
        source = Optional.empty();
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_ONLY);
        source = Optional.of(InetAddress.ofLiteral("fd00::1"));
        assertThat(looked()).isEqualTo(AddressFamilies.IPV4_ONLY);
        assertThat(news).isEmpty();
    }
}
