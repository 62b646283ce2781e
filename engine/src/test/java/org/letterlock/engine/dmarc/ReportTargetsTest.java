package org.letterlock.engine.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DomainName;

/** RFC 9990 §4: who is told, and who has to agree to that. */
final class ReportTargetsTest {

    private final FakeDns dns = new FakeDns();

    private String told(String domain) {
        return switch (new ReportTargets(dns).of(new DomainName(domain))) {
            case ReportTargets.Found.Later() -> "later";
            case ReportTargets.Found.Told(List<ReportTarget> targets) ->
                String.join(
                        " ",
                        targets.stream()
                                .map(target -> target.address()
                                        + (target.mostOctets() == Long.MAX_VALUE ? "" : "<" + target.mostOctets()))
                                .toList());
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mailto:a@example.org                                    | a@example.org",
                "mailto:a@example.org!10m,MAILTO:b@example.org!5K        | a@example.org<10485760 b@example.org<5120",
                "mailto:a@example.org!7 , mailto:b%2Bc@example.org       | a@example.org<7 b+c@example.org",
                "mailto:a@example.org!999999999999t                      | a@example.org",
                "mailto:a@example.org!x                                  | ''",
                "mailto:a@example.org?subject=x                          | a@example.org",
                "https://example.org/dmarc,mailto:a@example.org          | a@example.org",
                "mailto:,nonsense,mailto:a%@example.org,mailto:ä@example.org | ''",
                "mailto:a@reports.example.org                            | a@reports.example.org",
                "mailto:a@example.org,mailto:a@example.org               | a@example.org",
                "mailto:1@example.org,mailto:2@example.org,mailto:3@example.org,mailto:4@example.org,"
                        + "mailto:5@example.org,mailto:6@example.org     | 1@example.org 2@example.org 3@example.org 4@example.org 5@example.org",
            })
    void tellsAddressesOfTheSameOrganization(String rua, String told) {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=none; rua=" + rua);
        assertThat(told("example.org")).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1                                  | a@example.net<20",
                "v=DMARC1;                                 | a@example.net<20",
                "v=DMARC1; rua=mailto:b@example.net        | b@example.net",
                "v=DMARC1; rua=mailto:b@other.example.net  | ''",
                "v=DMARC1; rua=mailto:b@victim.example     | ''",
                "v=DMARC2                                  | ''",
                "spf or whatever                           | ''"
            })
    void asksWhoIsElsewhereWhetherItAgrees(String agreement, String told) {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:a@example.net!20")
                .txt("example.org._report._dmarc.example.net", agreement);
        assertThat(told("example.org")).isEqualTo(told);
    }

    @Test
    void tellsNobodyElsewhereWithoutThatAndNobodyWhereNoneIsNamed() {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:a@victim.example,mailto:b@example.org")
                .txt("_dmarc.quiet.example", "v=DMARC1; p=reject");
        assertThat(told("example.org")).isEqualTo("b@example.org");
        assertThat(told("quiet.example")).isEmpty();
        assertThat(told("none.example")).isEmpty();
    }

    @Test
    void waitsWhereTheDnsDoesNotTell() {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:b@example.org,mailto:a@example.net")
                .failing("example.org._report._dmarc.example.net")
                .failing("_dmarc.broken.example");
        assertThat(told("example.org")).isEqualTo("later");
        assertThat(told("broken.example")).isEqualTo("later");
    }
}
