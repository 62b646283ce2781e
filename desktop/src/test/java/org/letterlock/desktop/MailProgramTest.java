package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordForm;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.model.Mailto;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.text.Language;
import org.letterlock.desktop.text.Texts;
import org.letterlock.protocol.DnsRecord;

/** What the app makes of a system that opens a mail program, and of one that does not. */
final class MailProgramTest {

    private static final Mailto LETTER = new Mailto("DNS records", "A mail\n203.0.113.5");

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    @TempDir
    Path folder;

    private MailProgram program(String script, int longest, Duration patience) throws IOException {
        Path opener = folder.resolve("opener");
        Files.writeString(opener, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwx------"));
        return new MailProgram(List.of(opener.toString(), "--"), longest, patience);
    }

    private MailProgram program(String script) throws IOException {
        return program(script, 2_000, Duration.ofSeconds(60));
    }

    private static Problem problem(MailProgram program, Mailto letter) {
        return catchThrowableOfType(ProblemException.class, () -> program.begin(letter))
                .problem();
    }

    @Test
    void isGivenTheLetterAsOneWord() throws IOException, ProblemException {
        Path seen = folder.resolve("seen");
        program("printf '%s\\n' \"$@\" > " + seen).begin(LETTER);
        assertThat(seen).hasContent("--\n" + LETTER.uri());
    }

    @Test
    void saysThatNothingOpened() throws IOException {
        assertThat(problem(program("exit 3"), LETTER))
                .extracting(Problem::area, Problem::code)
                .containsExactly("mail", "not-opened");
        assertThat(problem(program("exit 3"), LETTER).detail()).endsWith("ended with 3");
        MailProgram none =
                new MailProgram(List.of(folder.resolve("nothing").toString()), 2_000, Duration.ofSeconds(60));
        assertThat(problem(none, LETTER).code()).isEqualTo("not-opened");
    }

    @Test
    void opensNothingWithALetterThatWouldBeCut() throws IOException, ProblemException {
        Path seen = folder.resolve("seen");
        int length = LETTER.uri().length();
        MailProgram exact = program("touch " + seen, length, Duration.ofSeconds(60));
        assertThat(problem(exact, new Mailto("DNS records", "A mail\n203.0.113.55"))
                        .code())
                .isEqualTo("too-long");
        assertThat(seen).doesNotExist();
        exact.begin(LETTER);
        assertThat(seen).exists();
    }

    @Test
    void takesAnOpenerThatGoesOnForOneThatOpened() throws IOException, ProblemException, InterruptedException {
        Path gate = folder.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        program("read line < " + gate, 2_000, Duration.ofMillis(1)).begin(LETTER);
        Files.writeString(gate, "done\n");
    }

    /** The records of a domain with a key of each kind, as long as an engine makes them. */
    private static List<RecordSight> records() {
        return PlannedRecord.of(
                        "mail.example.org",
                        List.of("203.0.113.5", "2001:db8:1234:5678::25"),
                        List.of(
                                new DnsRecord("example.org", "MX", "10 mail.example.org.", "MX"),
                                new DnsRecord("example.org", "TXT", "\"v=spf1 mx -all\"", "SPF"),
                                key(
                                        "r2026a",
                                        "v=DKIM1; k=rsa; p=" + BASE64.repeat(7).substring(0, 392)),
                                key("e2026a", "v=DKIM1; k=ed25519; p=" + BASE64.substring(20)),
                                new DnsRecord(
                                        "_dmarc.example.org",
                                        "TXT",
                                        "\"v=DMARC1; p=none; rua=mailto:mail-reports@example.org\"",
                                        "DMARC"),
                                new DnsRecord(
                                        "_smtp._tls.example.org",
                                        "TXT",
                                        "\"v=TLSRPTv1; rua=mailto:mail-reports@example.org\"",
                                        "TLS reports")))
                .stream()
                .map(RecordSight::unknown)
                .toList();
    }

    private static DnsRecord key(String selector, String record) {
        return new DnsRecord(selector + "._domainkey.example.org", "TXT", '"' + record + '"', "DKIM");
    }

    @ParameterizedTest
    @EnumSource
    void takesTheRecordsOfADomainOnEverySystem(Language language) {
        Texts texts = Texts.of(language);
        for (RecordForm form : List.of(RecordForm.USUAL, RecordForm.ZONE_FILE)) {
            Mailto letter = new Mailto(
                    texts.get("records.mail.subject", Map.of("domain", "example.org")),
                    texts.get("records.mail.lead") + "\n\n"
                            + form.text("example.org", records(), texts.get("records.name.blank")));
            assertThat(letter.uri().length()).isLessThan(MailProgram.WINDOWS);
        }
    }
}
