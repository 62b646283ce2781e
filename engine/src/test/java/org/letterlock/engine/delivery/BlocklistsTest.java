package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;

/** Which answers of blocklists are listings. */
final class BlocklistsTest {

    private static final DomainName ONE = new DomainName("one.example.org");
    private static final DomainName TWO = new DomainName("two.example.org");
    private static final Duration LONG = Duration.ofMinutes(1);

    private static List<DomainName> naming(DnsClient dns, Duration time, String client) {
        return new Blocklists(dns, () -> List.of(ONE, TWO), time)
                .ask(InetAddress.ofLiteral(client))
                .naming();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, true",
        "127.0.0.11, true",
        "127.1.2.3, true",
        // The address of the machine itself stands for no listing.
        "127.0.0.1, false",
        // "You ask through a resolver that we do not serve", and such.
        "127.255.255.252, false",
        "127.255.255.254, false",
        "127.255.255.255, false",
        "127.255.254.1, true",
        // A zone that somebody else owns now.
        "192.0.2.1, false",
        "0.0.0.0, false"
    })
    void readsAnswers(String answer, boolean listing) {
        FakeDns dns = new FakeDns().address("9.113.0.203.one.example.org", answer);
        assertThat(naming(dns, LONG, "203.0.113.9")).isEqualTo(listing ? List.of(ONE) : List.of());
    }

    @Test
    void oneOfSeveralAnswersIsEnough() {
        FakeDns dns = new FakeDns().address("9.113.0.203.two.example.org", "127.255.255.254", "127.0.0.4");
        assertThat(naming(dns, LONG, "203.0.113.9")).containsExactly(TWO);
    }

    @Test
    void asksAboutIpv6ByNibbles() {
        FakeDns dns = new FakeDns()
                .address(
                        "b.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.one.example.org", "127.0.0.2");
        assertThat(naming(dns, LONG, "2001:db8::ab")).containsExactly(ONE);
    }

    /** As lists do that were given up, so that nobody asks them any more. */
    @Test
    void listThatNamesEverybodySaysNothing() {
        FakeDns dns = new FakeDns()
                .address("9.113.0.203.one.example.org", "127.0.0.2")
                .address("1.0.0.127.one.example.org", "127.0.0.2")
                .address("9.113.0.203.two.example.org", "127.0.0.2");
        assertThat(naming(dns, LONG, "203.0.113.9")).containsExactly(TWO);
    }

    @Test
    void deadListSaysNothing() {
        FakeDns dns = new FakeDns()
                .failing("9.113.0.203.one.example.org")
                .address("9.113.0.203.two.example.org", "127.0.0.2");
        assertThat(naming(dns, LONG, "203.0.113.9")).containsExactly(TWO);
    }

    /** It never answers; the letter goes on all the same, and what others say counts. */
    @Test
    void listThatHangsIsNotWaitedFor() {
        FakeDns answering = new FakeDns().address("9.113.0.203.two.example.org", "127.0.0.2");
        CountDownLatch never = new CountDownLatch(1);
        DnsClient dns = (DnsClient) Proxy.newProxyInstance(
                DnsClient.class.getClassLoader(), new Class<?>[] {DnsClient.class}, (_, _, arguments) -> {
                    DomainName name = (DomainName) arguments[0];
                    if (name.isWithin(ONE)) {
                        never.await();
                    }
                    return answering.a(name);
                });
        Blocklists.Asked asked = new Blocklists(dns, () -> List.of(TWO, ONE), Duration.ofSeconds(2))
                .ask(InetAddress.ofLiteral("203.0.113.9"));
        assertThat(asked.naming()).containsExactly(TWO);
        assertThat(never.getCount()).isEqualTo(1);
    }

    @Test
    void noListIsAskedByDefault() {
        DnsClient none = (DnsClient) Proxy.newProxyInstance(
                DnsClient.class.getClassLoader(), new Class<?>[] {DnsClient.class}, (_, _, _) -> {
                    throw new AssertionError("nobody is to be asked");
                });
        assertThat(new Blocklists(none, List::of, LONG)
                        .ask(InetAddress.ofLiteral("203.0.113.9"))
                        .naming())
                .isEmpty();
    }
}
