package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.UpdateZone;
import org.letterlock.desktop.dnsplan.ZonePlan;
import org.letterlock.desktop.dnsplan.ZoneRecord;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.DnsPeer;

/** The app writes the records of a zone that a BIND keeps, by dynamic updates (RFC 2136) under keys of TSIG. */
@Tag("peers")
final class DnsUpdateTest {

    private static final String ZONE = "example.org";
    private static final String WILD = "wild.example";
    private static final String SECRET =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final String OTHER_SECRET =
            Base64.getEncoder().encodeToString("fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII));
    private static final List<PlannedRecord> PLANNED = PlannedRecord.of(
            "mail.example.org",
            List.of("203.0.113.5", "2001:db8::5"),
            List.of(
                    new DnsRecord(ZONE, "MX", "10 mail.example.org.", "MX"),
                    new DnsRecord(ZONE, "TXT", "\"v=spf1 mx -all\"", "SPF"),
                    new DnsRecord(
                            "ll1._domainkey.example.org",
                            "TXT",
                            "\"v=DKIM1; k=rsa; p=" + "A".repeat(230) + "\" \"" + "B".repeat(150) + "\"",
                            "DKIM"),
                    new DnsRecord("_dmarc.example.org", "TXT", "\"v=DMARC1; p=none\"", "DMARC")));

    @TempDir
    Path folder;

    private Process named;
    private int port;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(DnsPeer.isPossible(), "BIND is not installed");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        for (String zone : List.of(ZONE, "closed.example")) {
            Files.writeString(folder.resolve(zone), """
                    $TTL 600
                    @ SOA ns. hostmaster. 1 3600 600 86400 60
                    @ NS ns.
                    @ MX 1 aspmx.l.google.com.
                    @ TXT "v=spf1 include:_spf.google.com ~all"
                    @ TXT "site=keep-me"
                    @ TXT "one " "and " "another"
                    @ TXT "caf\\233 \\\\ \\"au lait\\""
                    @ A 198.51.100.7
                    """);
        }
        Files.writeString(folder.resolve(WILD), """
                $TTL 600
                @ SOA ns. hostmaster. 1 3600 600 86400 60
                @ NS ns.
                @ MX 0 .
                * A 203.0.113.5
                * AAAA 2001:db8::5
                * TXT "v=spf1 -all"
                mail AAAA 2001:db8::5
                *.ll CNAME other.example.
                """);
        Files.writeString(folder.resolve("named.conf"), """
                key "writer." { algorithm hmac-sha256; secret "%s"; };
                key "strong." { algorithm hmac-sha512; secret "%s"; };
                key "reader." { algorithm hmac-sha256; secret "%s"; };
                options {
                  directory "%s";
                  listen-on port %d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  pid-file "named.pid";
                  session-keyfile "session.key";
                  recursion no;
                  dnssec-validation no;
                };
                controls { };
                zone "example.org" {
                  type primary; file "example.org";
                  update-policy { grant writer. zonesub ANY; grant strong. zonesub ANY; };
                };
                zone "wild.example" {
                  type primary; file "wild.example";
                  update-policy { grant writer. zonesub ANY; };
                };
                zone "closed.example" { type primary; file "closed.example"; };
                """.formatted(SECRET, SECRET, SECRET, folder, port));
        named = new ProcessBuilder(
                        "named",
                        "-g",
                        "-n",
                        "1",
                        "-c",
                        folder.resolve("named.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        boolean running = Waiting.until(Duration.ofSeconds(30), () -> !named.isAlive() || log().contains(" running\n"));
        assertThat(running && named.isAlive()).as(log()).isTrue();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (named != null) {
            named.destroy();
            if (!named.waitFor(10, TimeUnit.SECONDS)) {
                named.destroyForcibly().waitFor();
            }
        }
    }

    private DnsAccess access(String key, String algorithm, String secret) {
        return DnsAccess.update("127.0.0.1:" + port, key, algorithm, secret);
    }

    private UpdateZone zone() {
        return new UpdateZone(ZONE, access("writer", "hmac-sha256", SECRET));
    }

    private static ZonePlan plan(UpdateZone zone) throws ProblemException {
        return ZonePlan.of(ZONE, PLANNED, zone.read(PLANNED));
    }

    private static String problem(ThrowingCallable work) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, work);
        assertThat(thrown).as("refused").isNotNull();
        assertThat(thrown + " " + thrown.problem()).doesNotContain(SECRET).doesNotContain(OTHER_SECRET);
        return thrown.problem().code();
    }

    @Test
    void writesWhatIsMissingAndLeavesTheRest() throws ProblemException {
        ZonePlan plan = plan(zone());
        assertThat(plan.conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.found()).containsExactly("1 aspmx.l.google.com"));
        zone().write(plan.seen(), plan.with(Set.of()));
        ZonePlan after = plan(zone());
        assertThat(after.changes()).isEmpty();
        assertThat(after.seen())
                .extracting(record -> record.type() + " " + record.value())
                .contains(
                        "MX 1 aspmx.l.google.com",
                        "A 203.0.113.5",
                        "TXT v=spf1 mx include:_spf.google.com ~all",
                        "TXT site=keep-me",
                        "TXT one and another",
                        "TXT caf\u00e9 \\ \"au lait\"",
                        "TXT v=DKIM1; k=rsa; p=" + "A".repeat(230) + "B".repeat(150))
                .doesNotContain("MX 10 mail.example.org");
        zone().write(after.seen(), after.with(Set.copyOf(after.conflicts())));
        ZonePlan last = plan(zone());
        assertThat(last.isDone()).isTrue();
        assertThat(last.seen())
                .extracting(record -> record.type() + " " + record.value())
                .contains("MX 10 mail.example.org")
                .doesNotContain("MX 1 aspmx.l.google.com");
    }

    /** What a wildcard answers stands nowhere, and cannot be kept or deleted; what stands there beside it is the same to whoever asks. */
    @Test
    void takesWhatAWildcardAnswersForAbsent() throws ProblemException {
        List<PlannedRecord> planned = new ArrayList<>(PlannedRecord.of(
                "mail.wild.example",
                List.of("203.0.113.5", "2001:db8::5"),
                List.of(
                        new DnsRecord(WILD, "MX", "10 mail.wild.example.", "MX"),
                        new DnsRecord("_dmarc.wild.example", "TXT", "\"v=DMARC1; p=none\"", "DMARC"),
                        new DnsRecord("key.ll.wild.example", "TXT", "\"v=DKIM1; p=abcd\"", "DKIM"))));
        planned.addAll(PlannedRecord.of("imap.wild.example", List.of("203.0.113.5"), List.of()));
        UpdateZone zone = new UpdateZone(WILD, access("writer", "hmac-sha256", SECRET));
        List<ZoneRecord> seen = zone.read(planned);
        assertThat(seen)
                .extracting(record -> record.type() + " " + record.name() + " " + record.value())
                .containsExactlyInAnyOrder("AAAA mail.wild.example 2001:db8:0:0:0:0:0:5", "MX wild.example 0 .");
        ZonePlan plan = ZonePlan.of(WILD, planned, seen);
        assertThat(plan.conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.found()).containsExactly("0 ."));
        zone.write(plan.seen(), plan.with(Set.copyOf(plan.conflicts())));
        ZonePlan after = ZonePlan.of(WILD, planned, zone.read(planned));
        assertThat(after.isDone()).as(after.toString()).isTrue();
        assertThat(after.seen()).hasSize(6);
    }

    @Test
    void writesUnderALongerHash() throws ProblemException {
        UpdateZone strong = new UpdateZone(ZONE, access("strong", "hmac-sha512", SECRET));
        ZonePlan plan = plan(strong);
        strong.write(plan.seen(), plan.changes());
        assertThat(plan(strong).changes()).isEmpty();
    }

    @Test
    void writesNothingWhereSomethingElseStandsThereByNow() throws ProblemException {
        ZonePlan first = plan(zone());
        zone().write(first.seen(), first.changes());
        assertThat(problem(() -> zone().write(first.seen(), first.changes()))).isEqualTo("changed");
        assertThat(plan(zone()).changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,    stranger, hmac-sha256, right, key-unknown",
        "example.org,    writer,   hmac-sha256, wrong, key-wrong",
        "example.org,    writer,   hmac-sha512, right, key-unknown",
        "example.org,    reader,   hmac-sha256, right, no-right",
        "closed.example, writer,   hmac-sha256, right, no-right",
        "other.example,  writer,   hmac-sha256, right, no-right",
        "mail.example.org, writer, hmac-sha256, right, zone-missing"
    })
    void tellsEachRefusalApart(String zone, String key, String algorithm, String secret, String code) {
        UpdateZone refused =
                new UpdateZone(zone, access(key, algorithm, secret.equals("right") ? SECRET : OTHER_SECRET));
        List<PlannedRecord> planned = PlannedRecord.of("mail." + zone, List.of("203.0.113.5"), List.of());
        assertThat(problem(() -> {
                    ZonePlan plan = ZonePlan.of(zone, planned, refused.read(planned));
                    refused.write(plan.seen(), plan.changes());
                }))
                .isEqualTo(code);
    }

    @Test
    void tellsWhereNobodyIs() throws InterruptedException {
        stop();
        assertThat(problem(() -> zone().read(PLANNED))).isEqualTo("silent");
    }
}
