package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.smtpserver.Rates.Limit;
import org.letterlock.engine.smtpserver.Rates.Limits;
import org.letterlock.engine.smtpserver.SmtpFixture.Role;

/** How much strangers may send; who is over it is put off. */
final class RatesTest {

    private static final Limits LIMITS = new Limits(
            new Limit(3, Duration.ofMinutes(1)),
            new Limit(2, Duration.ofHours(1)),
            new Limit(2, Duration.ofMinutes(10)));

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Rates rates = new Rates(LIMITS, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private int begun(String remote, int tries) {
        InetAddress from = InetAddress.ofLiteral(remote);
        return (int) IntStream.range(0, tries).filter(_ -> rates.mayBegin(from)).count();
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    @Test
    void countsTheLettersOfANetworkAndGivesThemBackEvenly() {
        assertThat(begun("192.0.2.1", 5)).isEqualTo(3);
        assertThat(begun("192.0.2.2", 5)).isEqualTo(3);
        assertThat(begun("2001:db8::1", 2)).isEqualTo(2);
        assertThat(begun("2001:db8::ffff:1", 5)).isEqualTo(1);
        assertThat(begun("2001:db8:0:1::1", 5)).isEqualTo(3);
        pass(Duration.ofMillis(19_999));
        assertThat(begun("192.0.2.1", 5)).isZero();
        pass(Duration.ofMillis(2));
        assertThat(begun("192.0.2.1", 5)).isEqualTo(1);
        pass(Duration.ofDays(1));
        assertThat(begun("192.0.2.1", 5)).isEqualTo(3);
    }

    @Test
    void keepsTheGuessesOfANetworkAcrossSessions() {
        InetAddress remote = InetAddress.ofLiteral("192.0.2.1");
        rates.guessed(remote);
        assertThat(begun("192.0.2.1", 1)).isEqualTo(1);
        rates.guessed(remote);
        assertThat(begun("192.0.2.1", 1)).isZero();
        assertThat(begun("192.0.2.2", 1)).isEqualTo(1);
        pass(Duration.ofMinutes(30));
        assertThat(begun("192.0.2.1", 1)).isEqualTo(1);
    }

    @Test
    void countsWhatArrivesAtAnAddressFromAnywhere() {
        InetAddress one = InetAddress.ofLiteral("192.0.2.1");
        InetAddress other = InetAddress.ofLiteral("198.51.100.1");
        EmailAddress anna = address("anna@example.test");
        rates.arrived(one, anna);
        assertThat(rates.mayArrive(other, address("ANNA+x@example.test"))).isTrue();
        rates.arrived(other, address("Anna+shop@Example.Test"));
        assertThat(rates.mayArrive(one, anna)).isFalse();
        assertThat(rates.mayArrive(one, address("ben@example.test"))).isTrue();
        pass(Duration.ofMinutes(5));
        assertThat(rates.mayArrive(one, anna)).isTrue();
    }

    @Test
    void countsNothingFromThisMachine() {
        assertThat(begun("127.0.0.1", 50)).isEqualTo(50);
        assertThat(begun("::1", 50)).isEqualTo(50);
        EmailAddress anna = address("anna@example.test");
        InetAddress here = InetAddress.getLoopbackAddress();
        IntStream.range(0, 10).forEach(_ -> {
            rates.arrived(here, anna);
            rates.guessed(here);
        });
        assertThat(rates.mayArrive(here, anna)).isTrue();
        assertThat(rates.mayArrive(InetAddress.ofLiteral("192.0.2.1"), anna)).isTrue();
    }

    /** Whoever has many networks gets no more memory for it. */
    @Test
    void remembersTheMostRecentNetworks() {
        assertThat(begun("192.0.2.1", 4)).isEqualTo(3);
        IntStream.range(0, 19_999).forEach(i -> begun("10.1." + (i >> 8) + "." + (i & 0xff), 1));
        assertThat(begun("192.0.2.1", 1)).isZero();
        IntStream.range(0, 20_000).forEach(i -> begun("10.1." + (i >> 8) + "." + (i & 0xff), 1));
        assertThat(begun("192.0.2.1", 1)).isEqualTo(1);
    }

    @Test
    void putsOffWhoIsOverIt() throws Exception {
        try (SmtpFixture fixture = new SmtpFixture(folder, false)) {
            fixture.rates(LIMITS, nanos::get);
            fixture.remote("192.0.2.7");
            for (int i = 0; i < 2; i++) {
                try (SmtpFixture.Open open = fixture.open(Role.MX)) {
                    WireClient client = open.client();
                    hello(client);
                    assertThat(said(client, "MAIL FROM:<a@example.org>")).startsWith("250");
                    assertThat(said(client, "RCPT TO:<anna+" + i + "@example.test>"))
                            .startsWith("250");
                    assertThat(said(client, "DATA")).startsWith("354");
                    assertThat(said(client, "Subject: x\r\n\r\n.")).startsWith("250");
                }
            }
            try (SmtpFixture.Open open = fixture.open(Role.MX)) {
                WireClient client = open.client();
                hello(client);
                assertThat(said(client, "MAIL FROM:<a@example.org>")).startsWith("250");
                assertThat(said(client, "RCPT TO:<anna@example.test>")).startsWith("450 4.2.1 Too many letters");
                assertThat(said(client, "RCPT TO:<ben@example.test>")).startsWith("250");
                assertThat(said(client, "RCPT TO:<nobody@example.test>")).startsWith("550");
                assertThat(said(client, "RCPT TO:<no.body@example.test>")).startsWith("550");
                assertThat(said(client, "RSET")).startsWith("250");
                assertThat(said(client, "MAIL FROM:<a@example.org>")).startsWith("450 4.7.1 Too much");
                pass(Duration.ofHours(1));
                assertThat(said(client, "MAIL FROM:<a@example.org>")).startsWith("250");
                assertThat(said(client, "RCPT TO:<anna@example.test>")).startsWith("250");
            }
            assertThat(fixture.delivered).hasSize(2);
        }
    }

    private static void hello(WireClient client) {
        assertThat(client.readLine()).startsWith("220");
        client.send("HELO client.example.org\r\n");
        assertThat(client.readLine()).startsWith("250");
    }

    private static String said(WireClient client, String line) {
        client.send(line + "\r\n");
        return client.readLine();
    }
}
