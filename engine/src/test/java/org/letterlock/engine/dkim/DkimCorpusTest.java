package org.letterlock.engine.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.corpus.RawLetter;
import org.letterlock.engine.dkim.DkimResult.Outcome;
import org.letterlock.engine.dns.FakeDns;

/** Signatures that others made. */
final class DkimCorpusTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("letterlock.corpora", "")).resolve("dkim");

    /** Why a letter of 2004 to 2007 that was good then is not today: RFC 8301 on hashes and keys, and drafts before RFC 4871. */
    private static final Set<String> OUTDATED = Set.of(
            "rsa-sha1 is no longer secure", "the key has 512 bits", "the key has 768 bits", "unknown version", "no v");

    private static Path folder(String name) {
        Path folder = FOLDER.resolve(name);
        assumeTrue(Files.isDirectory(folder), "corpus " + name + " is not here");
        return folder;
    }

    private static List<DkimResult> verify(FakeDns dns, RawLetter letter) throws IOException {
        return new DkimVerifier(dns, Clock.systemUTC()).verify(letter.header(), letter.octets(), letter.bodyStart());
    }

    /** Lines of name, space, record. */
    private static FakeDns zone(List<String> lines) {
        FakeDns dns = new FakeDns();
        for (String line : lines) {
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length < 2 || line.startsWith("#") || parts[1].equals("NXDOMAIN")) {
                continue;
            }
            if (parts[1].startsWith("~~")) {
                dns.failing(parts[0]);
            } else {
                dns.txt(parts[0], parts[1]);
            }
        }
        return dns;
    }

    @ParameterizedTest
    @ValueSource(strings = {"001", "002", "003", "004", "005", "006"})
    void passesTheLastSignatureOfLettersFromTheWild(String name) throws IOException {
        String text = Files.readString(folder("mail-auth").resolve(name + ".txt"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n");
        int split = text.indexOf("\n\n");
        RawLetter letter = RawLetter.of(text.substring(split + 2));
        List<DkimResult> results = verify(zone(text.substring(0, split).lines().toList()), letter);
        assertThat(results.getLast().reason()).isIn("", "it has expired");
        assertThat(results.getLast().outcome()).isIn(Outcome.PASS, Outcome.FAIL);
    }

    /** All whose files are whole: 03 is no letter, 07, 09 and 10 lack their letter or their zone. */
    @ParameterizedTest
    @CsvSource({
        "01-rfc8463, 01-rfc8463",
        "02-too_many_headers, 01-rfc8463",
        "04-bad_dkim_signature_header, 01-rfc8463",
        "05-dns_temp_error, 05-dns_temp_error",
        "06-dns_perm_error, 06-dns_perm_error",
        "08-our_signature, 08-our_signature",
        "11-strict_domain_check_fail, 11-strict_domain_check_fail"
    })
    void agreesWithChasquid(String name, String zone) throws IOException {
        Path folder = folder("chasquid");
        RawLetter letter = RawLetter.read(folder.resolve(name + ".msg"));
        FakeDns dns = new FakeDns();
        String records = Files.readString(folder.resolve(zone + ".dns")).replaceAll("\\\\\\r?\\n\\s*", "");
        for (String line : records.lines().filter(l -> l.contains(": ")).toList()) {
            String host = line.substring(0, line.indexOf(": "));
            String record = line.substring(line.indexOf(": ") + 2).strip();
            switch (record) {
                case "TEMPERROR" -> dns.failing(host);
                case "PERMERROR" -> dns.empty(host);
                default -> dns.txt(host, record);
            }
        }
        List<DkimResult> results = verify(dns, letter);
        List<String> expected = new ArrayList<>();
        for (JsonElement one : JsonParser.parseString(Files.readString(folder.resolve(name + ".result")))
                .getAsJsonObject()
                .getAsJsonArray("Results")) {
            expected.add(one.getAsJsonObject().get("State").getAsString());
        }
        List<String> states = results.stream()
                .limit(expected.size())
                .map(DkimCorpusTest::state)
                .toList();
        assertThat(states).as("%s", results).isEqualTo(expected);
    }

    private static String state(DkimResult result) {
        return switch (result.outcome()) {
            // That l= leaves a part of the body unsigned is no matter of the signature.
            case PASS, POLICY -> "SUCCESS";
            case TEMPERROR -> "TEMPFAIL";
            case FAIL, NEUTRAL, PERMERROR -> "PERMFAIL";
        };
    }

    @Test
    void agreesWithMailDkim() throws IOException {
        Path folder = folder("mail-dkim-corpus");
        FakeDns dns = zone(Files.readAllLines(folder.resolve("FAKE_DNS.dat"), StandardCharsets.ISO_8859_1));
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("corpus"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                List<DkimResult> results = verify(dns, RawLetter.read(file));
                boolean pass = results.stream().anyMatch(DkimResult::passes);
                Set<String> reasons = results.stream().map(DkimResult::reason).collect(Collectors.toSet());
                boolean good = name.matches("(good|goodkey|mine|multiple|no_body)_.*") && !name.startsWith("good_dk_");
                if (good ? !pass && reasons.stream().noneMatch(OUTDATED::contains) : pass) {
                    wrong.add(name + ": "
                            + results.stream()
                                    .map(r -> r.outcome() + " " + r.reason())
                                    .toList());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gmail.msg, gmail.pub, 20120113._domainkey.gmail.com",
        "related.msg, gmail.pub, 20120113._domainkey.gmail.com",
        "multipart-no-end-boundary.msg, gmail.pub, 20120113._domainkey.gmail.com"
    })
    void passesTheLettersOfMimeKit(String message, String key, String name) throws IOException {
        Path folder = folder("mimekit");
        String base64 = Files.readString(folder.resolve(key)).replaceAll("-----[A-Z ]+-----|\\s", "");
        FakeDns dns = new FakeDns().txt(name, "v=DKIM1; k=rsa; p=" + base64);
        assertThat(verify(dns, RawLetter.read(folder.resolve(message))))
                .singleElement()
                .extracting(DkimResult::outcome)
                .isEqualTo(Outcome.PASS);
    }
}
