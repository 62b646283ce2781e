package org.letterlock.engine.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

    private final FakeTimer clock = new FakeTimer();
    private final Throttle throttle = new Throttle(new Keyed(new byte[32]), clock);

    @Test
    void differentWrongPasswordsSlowDownMoreAndMore() {
        InetAddress remote = address("192.0.2.1");
        Duration before = Duration.ZERO;
        for (byte i = 0; i < 3; i++) {
            throttle.wrong("anna", remote, new byte[] {i});
            assertThat(throttle.delay("anna", remote)).isZero();
        }
        for (byte i = 3; i < 8; i++) {
            throttle.wrong("anna", remote, new byte[] {i});
            assertThat(throttle.delay("anna", remote)).isGreaterThan(before);
            before = throttle.delay("anna", remote);
        }
        assertThat(throttle.delay("berta", remote)).isZero();
        for (byte i = 8; i < 100; i++) {
            throttle.wrong("anna", remote, new byte[] {i});
        }
        assertThat(throttle.delay("anna", remote)).isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.delay("anna", address("192.0.3.1")))
                .as("anna is guessed for from anywhere")
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.delay("berta", address("192.0.2.77")))
                .as("all of the network is suspicious")
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.delay("berta", address("192.0.3.1"))).isZero();
        clock.advance(Duration.ofMinutes(16));
        assertThat(throttle.delay("anna", remote)).isZero();
    }

    @Test
    void aNetworkThatGuessesForManyUsersIsSlowedDownForAllWhoNeverSignedInThere() {
        InetAddress remote = address("192.0.2.1");
        throttle.right("anna", remote);
        for (int i = 0; i < 20; i++) {
            throttle.wrong("user" + i, remote, new byte[] {1});
        }
        assertThat(throttle.delay("nobody", remote)).isZero();
        for (int i = 20; i < 40; i++) {
            throttle.wrong("user" + i, remote, new byte[] {1});
        }
        assertThat(throttle.delay("nobody", remote)).isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.delay("anna", remote)).isZero();
        assertThat(throttle.delay("nobody", address("192.0.3.1"))).isZero();
    }

    @Test
    void anOldPasswordTriedForEverDoesNoHarm() {
        InetAddress remote = address("2001:db8::1");
        for (int i = 0; i < 100; i++) {
            throttle.wrong("anna", remote, new byte[] {7});
        }
        assertThat(throttle.delay("anna", remote)).isZero();
    }

    @Test
    void whoSignedInFromThereIsNeverSlowedDown() {
        InetAddress remote = address("2001:db8:0:1::1");
        throttle.right("anna", remote);
        for (byte i = 0; i < 100; i++) {
            throttle.wrong("anna", remote, new byte[] {i});
        }
        assertThat(throttle.delay("anna", address("2001:db8:0:1::2"))).isZero();
        assertThat(throttle.delay("anna", address("2001:db8:0:2::1"))).isPositive();
    }

    @Test
    void anAccountThatIsGuessedForFromManyAddressesIsSlowForStrangersOnly() {
        throttle.right("anna", address("198.51.100.1"));
        for (int i = 0; i < 60; i++) {
            throttle.wrong("anna", address("10.0." + i + ".1"), new byte[] {(byte) i});
        }
        assertThat(throttle.delay("anna", address("203.0.113.1"))).isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.delay("anna", address("198.51.100.1"))).isZero();
        assertThat(throttle.delay("berta", address("10.0.1.1"))).isZero();
    }

    @Test
    void tellsWhereLoginsWaitAndLiftsIt() {
        String account = "0123456789abcdef0123456789abcdef";
        InetAddress remote = address("2001:db8:7:8::9");
        for (byte i = 0; i < 5; i++) {
            throttle.wrong(account, remote, new byte[] {i});
        }
        assertThat(throttle.blocks())
                .containsExactly(new Throttle.Block(
                        account,
                        "2001:db8:7:8:0:0:0:0/64",
                        5,
                        Duration.ofMillis(500),
                        clock.instant().plus(Duration.ofMinutes(15))));
        assertThat(throttle.lift("192.0.2.1/32")).isFalse();
        assertThat(throttle.lift("2001:db8:7:8:0:0:0:0/64")).isTrue();
        assertThat(throttle.blocks()).isEmpty();
        assertThat(throttle.delay(account, remote)).isZero();
        for (byte i = 0; i < 50; i++) {
            throttle.wrong(account, remote, new byte[] {i});
        }
        assertThat(throttle.blocks()).hasSize(3);
        assertThat(throttle.lift(account)).isTrue();
        assertThat(throttle.lift("")).isFalse();
    }

    @Test
    void madeUpUsersAndAddressesDoNotFillTheMemory() {
        Random random = new Random(5);
        byte[] octets = new byte[16];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(octets);
            try {
                throttle.wrong("user" + i, InetAddress.getByAddress(octets), octets);
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(throttle.places()).isLessThanOrEqualTo(500_000 / 17 + 1);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
