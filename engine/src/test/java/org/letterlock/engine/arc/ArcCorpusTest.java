package org.letterlock.engine.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.corpus.YamlCases;
import org.letterlock.engine.dns.FakeDns;

/** Chains that others made; each case is a test of its own name. */
final class ArcCorpusTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("letterlock.corpora", "")).resolve("arc");
    private static final int CASES = 175;

    /** Where the suite, of a draft, says otherwise than we do: the case and why. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "cv_fail_i1_as_cv_fail", "fail, where the suite expects no result: RFC 8617 §5.2, step 2",
            "cv_fail_i2_as1_fail", "fail, where the suite expects no result: RFC 8617 §5.2, step 3.C",
            "cv_fail_i2_as2_fail", "fail, where the suite expects no result: RFC 8617 §5.2, step 2",
            "ams_fields_c_na", "fail: without c it is simple, RFC 6376 §3.5, and so the signature does not fit",
            "ams_fields_h_empty", "fail, as nothing is signed: h must not be empty, RFC 6376 §3.5",
            "ams_fields_h_mis_hdr", "fail: h has no empty names, RFC 6376 §3.5");

    private static Path file(String name) {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.exists(file), "corpus " + name + " is not here");
        return file;
    }

    private static ArcResult validate(FakeDns dns, RawLetter letter) throws IOException {
        return new ArcValidator(dns, Clock.systemUTC()).validate(letter.header(), letter.octets(), letter.bodyStart());
    }

    private static FakeDns zone(Map<String, Object> scenario) {
        FakeDns dns = new FakeDns();
        YamlCases.mapping(scenario.get("txt-records")).forEach((name, record) -> {
            String text = String.valueOf(record).replace("\n", " ").strip();
            if (!text.isEmpty()) {
                dns.txt(name, text);
            }
        });
        return dns;
    }

    @TestFactory
    Stream<DynamicTest> agreesWithValimail() throws IOException {
        List<DynamicTest> cases = new ArrayList<>();
        for (Map<String, Object> scenario : suite()) {
            FakeDns dns = zone(scenario);
            YamlCases.mapping(scenario.get("tests")).forEach((name, test) -> {
                RawLetter letter = RawLetter.of(message(YamlCases.mapping(test)));
                String suite = String.valueOf(YamlCases.mapping(test).get("cv")).toLowerCase(Locale.ROOT);
                String says = OTHERWISE.getOrDefault(name, suite);
                String expected = OTHERWISE.containsKey(name) ? "fail" : suite;
                cases.add(DynamicTest.dynamicTest(name + ": " + says, () -> {
                    ArcResult result = validate(dns, letter);
                    assertEquals(expected, result.status().word(), result.reason());
                }));
            });
        }
        assertThat(cases).hasSize(CASES);
        return cases.stream();
    }

    @ParameterizedTest
    @ValueSource(strings = {"001", "002"})
    void passesTheChainsOfMailAuth(String name) throws IOException {
        String text = Files.readString(file("mail-auth/" + name + ".txt"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n");
        int split = text.indexOf("\n\n");
        ArcResult result = validate(zone(text.substring(0, split)), RawLetter.of(text.substring(split + 2)));
        assertEquals(ChainStatus.PASS, result.status(), result.reason());
    }

    /** Lines of name, space, record. */
    private static FakeDns zone(String lines) {
        FakeDns dns = new FakeDns();
        lines.lines()
                .map(line -> line.split(" ", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> dns.txt(parts[0], parts[1]));
        return dns;
    }

    @ParameterizedTest
    @CsvSource({
        "arc-pass.eml, PASS",
        "arc-pass2.eml, PASS",
        "arc-fail.eml, FAIL",
        "arc-fail2.eml, FAIL",
        "arc-fail3.eml, FAIL"
    })
    void agreesWithMailauth(String name, ChainStatus expected) throws IOException {
        String zone = Files.readString(file("mail-auth/001.txt"), StandardCharsets.ISO_8859_1);
        ArcResult result = validate(
                zone(zone.lines().limit(3).collect(Collectors.joining("\n"))),
                RawLetter.read(file("mailauth-eml/" + name)));
        assertEquals(expected, result.status(), result.reason());
    }

    private static String message(Map<String, Object> test) {
        return String.valueOf(test.get("message"));
    }

    private static List<Map<String, Object>> suite() throws IOException {
        return YamlCases.read(file("valimail/tests/arc-draft-validation-tests.yml"));
    }
}
