package org.letterlock.engine.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.corpus.YamlCases;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;

/** The test suite of openspf.org for RFC 7208, whole. */
final class OpenSpfSuiteTest {

    private static final Path FILE =
            Path.of(System.getProperty("letterlock.corpora", "")).resolve("spf/openspf/rfc7208-tests.yml");

    private static final int TESTS = 203;

    /** Their mail exchanger is called {@code foo:bar/baz.example.com}: what no host can be called is no exchanger to us. */
    private static final Set<String> NO_HOST = Set.of("mx-colon-domain", "mx-colon-domain-ip4mapped");

    @Test
    void givesTheExpectedResultForEachTest() throws IOException {
        assumeTrue(Files.exists(FILE), "corpus openspf is not here");
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Map<String, Object> scenario : YamlCases.read(FILE)) {
            FakeDns zone = SuiteZone.of(YamlCases.mapping(scenario.get("zonedata")));
            for (var test : YamlCases.mapping(scenario.get("tests")).entrySet()) {
                count++;
                if (!NO_HOST.contains(test.getKey())) {
                    check(test.getKey(), YamlCases.mapping(test.getValue()), zone, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isEqualTo(TESTS);
    }

    private static void check(String name, Map<String, Object> test, FakeDns zone, List<String> wrong) {
        String helo = text(test, "helo");
        String from = text(test, "mailfrom");
        int split = from.lastIndexOf('@');
        SpfIdentity identity = from.isEmpty()
                ? new SpfIdentity("", helo)
                : new SpfIdentity(from.substring(0, Math.max(split, 0)), from.substring(split + 1));
        SpfChecker checker =
                new SpfChecker(zone, new DomainName("receiver.example"), Duration.ofSeconds(20), Clock.systemUTC());
        SpfVerdict verdict = checker.check(InetAddress.ofLiteral(text(test, "host")), helo, identity);
        if (!YamlCases.list(test.get("result")).contains(verdict.result().word())) {
            wrong.add(name + ": " + verdict + ", not " + test.get("result"));
        } else if (test.get("explanation") instanceof String expected && verdict.result() == SpfResult.FAIL) {
            String explanation = verdict.explanation().orElse("DEFAULT");
            if (!normal(explanation).equals(normal(expected))) {
                wrong.add(name + ": explains " + explanation + ", not " + expected);
            }
        }
    }

    private static String text(Map<String, Object> test, String name) {
        return String.valueOf(test.get(name));
    }

    /** Any form of an IPv6 address is right (RFC 7208 §7.3), and names of the DNS have no case. */
    private static String normal(String explanation) {
        return explanation.toLowerCase(Locale.ROOT).replace(":0:0:0:0:0:1 ", "::1 ");
    }
}
