package org.letterlock.engine.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
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
        assertThat(throttle.delay("anna", address("192.0.2.77"))).isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.delay("anna", address("192.0.3.1"))).isZero();
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
        assertThat(throttle.delay("anna", address("2001:db8:0:2::1"))).isZero();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
