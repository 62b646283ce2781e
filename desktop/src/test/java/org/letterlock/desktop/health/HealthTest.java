package org.letterlock.desktop.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.protocol.QuotaInfo;

/** What deserves attention, rule by rule, at its limits. */
final class HealthTest {

    private static Snapshots well() {
        return new Snapshots();
    }

    static Stream<Arguments> servers() {
        return Stream.of(
                arguments("nothing the matter", well(), List.of()),
                arguments("no port for others", well().deaf(), List.of("deaf")),
                arguments("no domain", well().withoutDomains(), List.of("no-domain")),
                arguments("no mailbox", well().withoutMailboxes(), List.of("no-mailbox")),
                arguments(
                        "a certificate that ends now",
                        well().certificate("2026-11-29T12:00:00Z", false),
                        List.of("certificate-over")),
                arguments(
                        "one that ends a second later",
                        well().certificate("2026-11-29T12:00:01Z", false),
                        List.of("certificate-ends")),
                arguments(
                        "one of a second less than 14 days",
                        well().certificate("2026-12-13T11:59:59Z", true),
                        List.of("certificate-ends")),
                arguments("one of 14 days", well().certificate("2026-12-13T12:00:00Z", false), List.of()),
                arguments(
                        "one of its own", well().certificate("2027-12-13T12:00:00Z", true), List.of("certificate-own")),
                arguments("an engine that tells no certificate", well().withoutCertificate(), List.of()),
                arguments("a letter of four hours", well().letter("2026-11-29T08:00:00Z", "waiting", false), List.of()),
                arguments(
                        "a letter of more",
                        well().letter("2026-11-29T07:59:59Z", "waiting", false),
                        List.of("waiting")),
                arguments(
                        "one that is sent now",
                        well().letter("2026-11-29T07:59:59Z", "sending", false),
                        List.of("waiting")),
                arguments("one that is held", well().letter("2026-11-29T07:59:59Z", "waiting", true), List.of()),
                arguments("one that was sent", well().letter("2026-11-29T07:59:59Z", "sent", false), List.of()),
                arguments("letters held by the brake", well().held(1), List.of("held")),
                arguments("four wrong passwords", well().wrongPasswords("anna@example.org", 4), List.of()),
                arguments("five wrong passwords", well().wrongPasswords("anna@example.org", 5), List.of("guessing")),
                arguments("fifty for names that are not there", well().wrongPasswords(null, 50), List.of()),
                arguments("a mailbox with 89 percent", well().quota(1_000L, 899), List.of()),
                arguments("a mailbox with 90 percent", well().quota(1_000L, 900), List.of("nearly-full")),
                arguments("a mailbox with 100 percent", well().quota(1_000L, 1_000), List.of("full")),
                arguments("a mailbox that may hold nothing", well().quota(0L, 0), List.of("full")),
                arguments("a mailbox without a limit", well().quota(QuotaInfo.NO_LIMIT, 1_000), List.of()),
                arguments("no recovery", well().withoutRecovery(), List.of("no-recovery")),
                arguments(
                        "no recovery and nothing to recover",
                        well().withoutMailboxes().withoutRecovery(),
                        List.of("no-mailbox")),
                arguments("a mailbox not sealed yet", well().unsealed(), List.of("not-sealed")),
                arguments(
                        "the worst first",
                        well().unsealed().quota(10L, 10).certificate("2026-11-30T12:00:00Z", false),
                        List.of("full", "certificate-ends", "not-sealed")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void findsWhatDeservesAttention(String name, Snapshots server, List<String> words) {
        assertThat(Health.judge(server.made(), Snapshots.NOW))
                .extracting(found -> found.concern().word())
                .as(name)
                .isEqualTo(words);
    }

    @Test
    void saysWhoseMailboxItIs() {
        assertThat(Health.judge(well().held(7).made(), Snapshots.NOW).getFirst().values())
                .containsEntry("mailbox", "anna@example.org")
                .containsEntry("letters", "7");
    }
}
