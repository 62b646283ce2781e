package org.letterlock.engine.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mtasts.StsPolicy.Mode;

class StsPolicyTest {

    private static final String GOOD =
            "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n";

    private static Optional<StsPolicy> parse(String text) {
        return StsPolicy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsThePolicyOfTheRfc() {
        StsPolicy expected =
                new StsPolicy(Mode.ENFORCE, Duration.ofDays(7), List.of("mail.example.com", "*.example.net"));
        assertThat(parse(GOOD)).contains(expected);
        assertThat(parse(GOOD.replace("\r\n", "\n"))).contains(expected);
        assertThat(parse(GOOD.strip())).contains(expected);
        assertThat(parse(GOOD.replace("\r\n", " \t\r\n\r\n"))).contains(expected);
        assertThat(parse(GOOD.replace(": ", ":"))).contains(expected);
        assertThat(parse("x-new: \u00fc and more\n" + GOOD + "mode: none\nmax_age: 1\nversion: STSv2\n"))
                .contains(expected);
        assertThat(parse(GOOD.replace("mail.example.com", "MAIL.Example.COM"))).contains(expected);
    }

    @Test
    void readsTheOtherModes() {
        assertThat(parse(GOOD.replace("enforce", "testing")).orElseThrow().mode())
                .isEqualTo(Mode.TESTING);
        assertThat(parse("version: STSv1\nmode: none\nmax_age: 0\n"))
                .contains(new StsPolicy(Mode.NONE, Duration.ZERO, List.of()));
        assertThat(parse(GOOD.replace("604800", "9999999999")).orElseThrow().maxAge())
                .isEqualTo(Duration.ofHours(8766));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: STSv1",
                "mode: enforce",
                "max_age: 604800",
                "mx: mail.example.com\r\nmx: *.example.net",
            })
    void needsEveryField(String field) {
        assertThat(parse(GOOD.replace(field + "\r\n", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STSv1, STSv2",
        "STSv1, stsv1",
        "enforce, Enforce",
        "enforce, ''",
        "604800, -1",
        "604800, 1e5",
        "604800, 12345678901",
        "*.example.net, *",
        "*.example.net, *.*.example.net",
        "*.example.net, m*.example.net",
        "*.example.net, a_b.example.net",
        "*.example.net, 192.0.2.1",
        "*.example.net, ''",
        "mode:, mode",
        "version:, -version:",
        "mode: enforce, 'mode: enforce\u0000'",
        "mode: enforce, '<html>'"
    })
    void refusesWhatBreaksTheGrammar(String what, String by) {
        assertThat(parse(GOOD)).isPresent();
        assertThat(parse(GOOD.replace(what, by))).isEmpty();
    }

    @Test
    void refusesWhatIsNoTextOrTooLong() {
        byte[] latin1 = (GOOD + "x: \u00fc\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(StsPolicy.parse(latin1)).isEmpty();
        String filler = "x: y\n";
        String most = GOOD + filler.repeat((StsPolicy.MAX_SIZE - GOOD.length()) / filler.length());
        String exact = most + "\n".repeat(StsPolicy.MAX_SIZE - most.length());
        assertThat(parse(exact)).isPresent();
        assertThat(parse(exact + "\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, true",
        "example.com, false",
        "a.mail.example.com, false",
        "mx.example.net, true",
        "example.net, false",
        "foo.bar.example.net, false",
        "mx.example.net.evil.test, false"
    })
    void matchesHosts(String host, boolean allowed) {
        assertThat(parse(GOOD).orElseThrow().allows(new DomainName(host))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=STSv1; id=20160831085700Z; | 20160831085700Z",
                "v=STSv1;id=1 | 1",
                "v=STSv1; x.y-z=a:b; id=1; id=2 | 1",
                "v=STSv1; ; id=1 | ''",
                "v=STSv1; | ''",
                "v=STSv1; id= | ''",
                "v=STSv1; id=a-b | ''",
                "v=STSv1; id=123456789012345678901234567890123 | ''",
                "v=STSv10; id=1 | ''",
                "v = STSv1; id=1 | ''",
                "id=1; v=STSv1; | ''",
            })
    void readsTheRecord(String text, String id) {
        assertThat(StsRecord.among(List.of("v=spf1 -all", text))
                        .map(StsRecord::id)
                        .orElse(""))
                .isEqualTo(id);
    }

    @Test
    void takesNoneOfTwoRecords() {
        assertThat(StsRecord.among(List.of("v=STSv1; id=1;", "v=STSv1; id=1;"))).isEmpty();
    }
}
