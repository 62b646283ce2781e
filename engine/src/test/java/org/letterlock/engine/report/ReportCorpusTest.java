package org.letterlock.engine.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.Octets;

/** Reports and bounces that others gathered. */
final class ReportCorpusTest {

    private static final Path CORPORA = Path.of(System.getProperty("letterlock.corpora", ""));
    private static final Path REPORTS = CORPORA.resolve("reports");
    private static final Path BOUNCES = CORPORA.resolve("bounces/sisimai/maildir");

    private static final ReportReader READER = new ReportReader(ReportReader.Limits.DEFAULT);

    /** Reports that are not read, with the reason. Half of them are in the corpora because they are broken. */
    private static final Map<String, String> UNREADABLE = Map.of(
            "bad.com!example.com!1337140800!1337227200.xml", "its XML is not well-formed",
            "invalid_xml.xml", "its XML is not well-formed",
            "ikea.com!example.de!1538690400!1538776800.xml", "it is no aggregate report",
            "empty.xml", "it is neither XML nor JSON");

    /** Letters that are no report in the sense of any standard. */
    private static final Map<String, String> NO_REPORT =
            Map.of("exim_plain_text_only_no_arf_part.eml", "a failure report without its part for programs");

    /** Letters among the bounces that are none by RFC 3464 or in the words of a server that failed, with the reason. */
    private static final Map<String, String> NO_BOUNCE = new TreeMap<>(Map.ofEntries(
            Map.entry("arf-22.eml", "a complaint without a part for programs: the letter alone"),
            Map.entry("arf-23.eml", "as arf-22"),
            Map.entry("arf-24.eml", "as arf-22"),
            Map.entry("arf-26.eml", "as arf-22"),
            Map.entry("lhost-amazonses-09.eml", "JSON of a notification service, for its subscribers"),
            Map.entry("lhost-amazonses-10.eml", "as lhost-amazonses-09"),
            Map.entry("lhost-amazonses-11.eml", "as lhost-amazonses-09"),
            Map.entry("lhost-amazonses-12.eml", "as lhost-amazonses-09"),
            Map.entry("lhost-amazonses-13.eml", "as lhost-amazonses-09"),
            Map.entry("lhost-fml-02.eml", "the answer of a mailing list's program"),
            Map.entry("lhost-fml-03.eml", "as lhost-fml-02"),
            Map.entry("lhost-kddi-01.eml", "in Japanese alone, and from no server by its name"),
            Map.entry("is-not-bounce-01.eml", "a letter"),
            Map.entry("is-not-bounce-02.eml", "a letter that holds a letter"),
            Map.entry("rfc3464-28.eml", "a report that the letter can be delivered"),
            Map.entry("rfc3834-01.eml", "somebody is away"),
            Map.entry("rfc3834-02.eml", "somebody is away"),
            Map.entry("rfc3834-03.eml", "somebody is away"),
            Map.entry("rfc3834-04.eml", "somebody is away"),
            Map.entry("rfc3834-05.eml", "somebody is away"),
            Map.entry("rfc3834-06.eml", "somebody is away")));

    @BeforeEach
    void corporaAreHere() {
        assumeTrue(Files.isDirectory(REPORTS) && Files.isDirectory(BOUNCES), "the corpora are not here");
    }

    private static List<Path> files(Path folder, String... endings) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    private static Reading read(Path file) {
        try {
            byte[] octets = Files.readAllBytes(file);
            if (!file.toString().endsWith(".eml")) {
                try {
                    return new Reading.Read(READER.aggregate(new ByteArrayInputStream(octets)));
                } catch (ReportException e) {
                    return new Reading.Unreadable(e.words());
                }
            }
            String text = new String(octets, StandardCharsets.ISO_8859_1).replaceAll("\r?\n", "\r\n");
            String letter = text.startsWith("From ") ? text.substring(text.indexOf('\n') + 1) : text;
            return READER.read(
                    Octets.of(letter.getBytes(StandardCharsets.ISO_8859_1)),
                    letter.regionMatches(true, 0, "Return-Path: <>", 0, 15),
                    ReportReader.Wanted.ALL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T extends Report> T report(Path file, Class<T> kind) {
        assertThat(read(file)).as("%s", file).isInstanceOf(Reading.Read.class);
        return kind.cast(((Reading.Read) read(file)).report());
    }

    @Test
    void readsEveryReportThatIsWhole() throws IOException {
        int read = 0;
        for (Path file : files(REPORTS, ".xml", ".gz", ".zip", ".eml")) {
            String name = String.valueOf(file.getFileName());
            Reading reading = read(file);
            if (UNREADABLE.containsKey(name)) {
                assertThat(reading).as(name).isEqualTo(new Reading.Unreadable(UNREADABLE.get(name)));
            } else if (NO_REPORT.containsKey(name)) {
                assertThat(reading).as(name).isEqualTo(new Reading.NoReport());
            } else {
                assertThat(reading).as(name).isInstanceOf(Reading.Read.class);
                read++;
            }
        }
        assertThat(read).isEqualTo(45);
    }

    @ParameterizedTest
    @ValueSource(strings = {"001", "002", "003", "004", "005", "100", "101", "102", "103", "104"})
    void readsOfDmarcWhatAnotherReaderDid(String name) throws IOException {
        Path folder = REPORTS.resolve("mail-auth/dmarc-feedback");
        JsonObject expected = json(folder.resolve(name + ".json"));
        Path file = folder.resolve(name + (name.startsWith("1") ? ".eml" : ".xml"));
        DmarcReport report = report(file, DmarcReport.class);
        JsonObject metadata = expected.getAsJsonObject("report_metadata");
        assertThat(report.organization())
                .isEqualTo(metadata.get("org_name").getAsString().strip());
        assertThat(report.id()).isEqualTo(metadata.get("report_id").getAsString());
        assertThat(report.begin().orElseThrow().getEpochSecond())
                .isEqualTo(metadata.getAsJsonObject("date_range").get("begin").getAsLong());
        assertThat(report.domain().ascii())
                .isEqualTo(expected.getAsJsonObject("policy_published")
                        .get("domain")
                        .getAsString());
        Map<String, Long> counts = new TreeMap<>();
        for (JsonElement record : expected.getAsJsonArray("record")) {
            JsonObject row = record.getAsJsonObject().getAsJsonObject("row");
            JsonObject judged = row.getAsJsonObject("policy_evaluated");
            counts.merge(
                    address(row.get("source_ip")) + " dkim="
                            + judged.get("dkim").getAsString().equals("Pass") + " spf="
                            + judged.get("spf").getAsString().equals("Pass"),
                    row.get("count").getAsLong(),
                    Long::sum);
        }
        Map<String, Long> found = new TreeMap<>();
        report.rows()
                .forEach(row -> found.merge(
                        row.source().orElse("") + " dkim=" + row.dkim() + " spf=" + row.spf(),
                        row.letters(),
                        Long::sum));
        assertThat(found).isEqualTo(counts);
    }

    private static String address(JsonElement text) throws IOException {
        return text.isJsonNull()
                ? ""
                : java.net.InetAddress.ofLiteral(text.getAsString()).getHostAddress();
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rpt01", "rpt02"})
    void readsTheSameOfTlsFromALetterAsFromItsFile(String name) {
        Path folder = REPORTS.resolve("mail-auth/tlsrpt");
        TlsReport report = report(folder.resolve(name + ".eml"), TlsReport.class);
        assertThat(report).isEqualTo(report(folder.resolve(name + ".json"), TlsReport.class));
    }

    @Test
    void readsAllReportsOnTlsThatStandAlone() throws IOException {
        for (Path folder : List.of(REPORTS.resolve("mail-auth/tlsrpt"), REPORTS.resolve("parsedmarc/smtp_tls"))) {
            for (Path file : files(folder, ".json")) {
                TlsReport report = report(file, TlsReport.class);
                assertThat(report.policies()).as("%s", file).isNotEmpty();
                byte[] written = TlsReportWriter.packed(report);
                assertThat(READER.aggregate(new ByteArrayInputStream(written))).isEqualTo(report);
            }
        }
        TlsReport report = report(REPORTS.resolve("parsedmarc/smtp_tls/rfc8460.json"), TlsReport.class);
        assertThat(report.policies().getFirst().successful()).isEqualTo(5326);
        assertThat(report.policies().getFirst().failed()).isEqualTo(303);
        assertThat(report.policies().getFirst().failures())
                .extracting(TlsReport.Failure::type)
                .containsExactly(
                        TlsFailure.CERTIFICATE_EXPIRED,
                        TlsFailure.STARTTLS_NOT_SUPPORTED,
                        TlsFailure.VALIDATION_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"001", "002", "003", "004", "005"})
    void readsOfComplaintsWhatAnotherReaderDid(String name) throws IOException {
        Path folder = REPORTS.resolve("mail-auth/arf");
        JsonObject expected = json(folder.resolve(name + ".json"));
        Complaint complaint = report(folder.resolve(name + ".eml"), Complaint.class);
        assertThat(complaint.type().replace("-", ""))
                .isEqualToIgnoringCase(expected.get("feedback_type").getAsString());
        assertThat(complaint.agent().orElse(""))
                .isEqualTo(expected.get("user_agent").getAsString());
        JsonElement source = expected.get("source_ip");
        assertThat(complaint.source().orElse("")).isEqualTo(source.isJsonNull() ? "" : address(source));
        assertThat(complaint.incidents()).isEqualTo(expected.get("incidents").getAsLong());
        if (!expected.getAsJsonArray("reported_domain").isEmpty()) {
            assertThat(complaint.reported().orElseThrow().ascii())
                    .isEqualTo(expected.getAsJsonArray("reported_domain").get(0).getAsString());
        }
    }

    @Test
    void readsBouncesOfEveryServer() throws IOException {
        int bounces = 0;
        int domains = 0;
        int reasons = 0;
        Set<String> none = new TreeSet<>();
        for (Path file : files(BOUNCES, ".eml")) {
            String name = String.valueOf(file.getFileName());
            if (!(read(file) instanceof Reading.Read(Report report))) {
                none.add(name);
                continue;
            }
            assertThat(report instanceof Complaint).as(name).isEqualTo(name.startsWith("arf-"));
            if (report instanceof Bounces bounced) {
                Bounces.Bounce first = bounced.recipients().getFirst();
                bounces++;
                domains += first.domain().isPresent() ? 1 : 0;
                reasons += first.reason() != BounceReason.OTHER ? 1 : 0;
            }
        }
        assertThat(none).isEqualTo(NO_BOUNCE.keySet());
        assertThat(bounces).isEqualTo(630);
        assertThat(domains).isGreaterThanOrEqualTo(623);
        assertThat(reasons).isGreaterThanOrEqualTo(548);
    }

    @Test
    void readsWhatIsKeptInMailboxes() throws IOException {
        Path folder = CORPORA.resolve("bounces/sisimai/mailbox");
        String kept = Files.readString(folder.resolve("mbox-1"), StandardCharsets.ISO_8859_1);
        String letter = kept.substring(kept.indexOf('\n') + 1).replaceAll("\r?\n", "\r\n");
        assertThat(READER.read(Octets.of(letter.getBytes(StandardCharsets.ISO_8859_1)), true, ReportReader.Wanted.ALL))
                .isInstanceOf(Reading.Read.class);
        for (String empty : List.of("size-0", "size-1", "size-2")) {
            assertThat(READER.read(Octets.of(Files.readAllBytes(folder.resolve(empty))), true, ReportReader.Wanted.ALL))
                    .as(empty)
                    .isEqualTo(new Reading.NoReport());
        }
    }
}
