package org.letterlock.engine.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/** Senders that are rewritten, and the way back. */
final class SrsAddressesTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final DomainName US = new DomainName("example.test");
    private static final DomainName NEXT = new DomainName("next.example");

    private static SrsAddresses at(Instant instant) {
        return new SrsAddresses(new byte[] {1, 2, 3}, Clock.fixed(instant, ZoneOffset.UTC));
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.org",
                "Ann.B+c=d@sub.example.org",
                "=@example.org",
                "\"a b\"@example.org",
                "änn@example.org",
                "srs@example.org"
            })
    void leadsBack(String sender) {
        EmailAddress rewritten = at(NOW).rewritten(address(sender), US).orElseThrow();
        assertThat(SrsAddresses.isOne(rewritten)).isTrue();
        assertThat(rewritten.domain()).isEqualTo(US);
        assertThat(at(NOW).original(rewritten)).contains(address(sender));
        EmailAddress lower = address(rewritten.toString().toLowerCase(Locale.ROOT));
        assertThat(at(NOW).original(lower).map(EmailAddress::canonical))
                .contains(address(sender).canonical());
    }

    @Test
    void leadsBackThroughAllWhoRewroteIt() {
        SrsAddresses other = new SrsAddresses(new byte[] {9}, Clock.fixed(NOW, ZoneOffset.UTC));
        EmailAddress first = at(NOW).rewritten(address("ann@example.org"), US).orElseThrow();
        EmailAddress second = other.rewritten(first, NEXT).orElseThrow();
        assertThat(second.localPart()).startsWith("SRS1=").contains("=example.test==");
        // It leads to the first one, who knows the way.
        assertThat(other.original(second)).contains(first);
        assertThat(at(NOW).original(first)).contains(address("ann@example.org"));
    }

    /** Who sends from attacker.example is vouched for as attacker.example, not as the domain in an address that they wrote. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRS1=x=victim.example==rest@attacker.example",
                "srs1=x=victim.example=rest@attacker.example",
                "SRS1=x=victim.example@attacker.example"
            })
    void leadsNobodyWhereNobodyVouchedFor(String sender) {
        assertThat(at(NOW).rewritten(address(sender), US)).isEmpty();
    }

    @Test
    void livesAsLongAsTwoQueuesKeepALetter() {
        EmailAddress rewritten =
                at(NOW).rewritten(address("ann@example.org"), US).orElseThrow();
        assertThat(at(NOW.plus(Duration.ofDays(5 + 5))).original(rewritten)).isPresent();
    }

    @Test
    void expires() {
        EmailAddress rewritten =
                at(NOW).rewritten(address("ann@example.org"), US).orElseThrow();
        assertThat(at(NOW.plus(SrsAddresses.LIFETIME)).original(rewritten)).isPresent();
        assertThat(at(NOW.plus(SrsAddresses.LIFETIME).plus(Duration.ofDays(1))).original(rewritten))
                .isEmpty();
        assertThat(at(NOW.minus(Duration.ofDays(1))).original(rewritten)).isEmpty();
        // The day is counted modulo 1024.
        assertThat(at(NOW.plus(Duration.ofDays(1023))).original(rewritten)).isEmpty();
    }

    @Test
    void isNobodyElses() {
        EmailAddress rewritten =
                at(NOW).rewritten(address("ann@example.org"), US).orElseThrow();
        assertThat(new SrsAddresses(new byte[] {1, 2, 4}, Clock.fixed(NOW, ZoneOffset.UTC)).original(rewritten))
                .isEmpty();
        assertThat(at(NOW).original(new EmailAddress(rewritten.localPart(), NEXT)))
                .isEmpty();
    }

    @Test
    void leadsNowhereOnceAnythingIsChanged() {
        EmailAddress rewritten =
                at(NOW).rewritten(address("ann@example.org"), US).orElseThrow();
        String text = rewritten.localPart();
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder changed = new StringBuilder(text);
            int at = 5 + random.nextInt(text.length() - 5);
            char c = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcxyz=.-".charAt(random.nextInt(41));
            switch (random.nextInt(3)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, c);
                default -> changed.setCharAt(at, c);
            }
            if (!changed.toString().equalsIgnoreCase(text)) {
                EmailAddress.parse("\"" + changed + "\"@example.test")
                        .ifPresent(address -> assertThat(at(NOW).original(address))
                                .as("%s", address)
                                .isEmpty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRS0=@example.test",
                "SRS0=====@example.test",
                "SRS0=AAAAAAAA=AA=example.org=ann@example.test",
                "SRS0=AA=example.org=ann@example.test",
                "SRS1=AAAAAAAA=example.org==x@example.test",
                "SRS1=@example.test",
                "SRS0+x@example.test",
                "ann@example.test"
            })
    void readsNoOther(String text) {
        assertThat(at(NOW).original(address(text))).isEmpty();
    }

    @Test
    void rewritesNothingThatWouldBeTooLong() {
        assertThat(at(NOW).rewritten(address("a".repeat(60) + "@example.org"), US))
                .isEmpty();
    }
}
