package org.letterlock.engine.tlsreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The record by which a domain asks for reports on TLS (RFC 8460 §3). */
final class TlsReportRecordTest {

    private static List<String> targets(String... texts) {
        return TlsReportRecord.among(List.of(texts)).map(TlsReportRecord::targets).orElse(List.of()).stream()
                .map(target -> switch (target) {
                    case TlsReportRecord.Target.Mail mail -> "mail " + mail.address();
                    case TlsReportRecord.Target.Web web -> "web " + web.host() + " " + web.path();
                })
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=TLSRPTv1;rua=mailto:reports@example.org | mail reports@example.org",
                "v=TLSRPTv1; rua=mailto:reports@example.org; | mail reports@example.org",
                "v=TLSRPTv1 ; rua = mailto:reports@example.org | mail reports@example.org",
                "v=TLSRPTv1; other=1; rua=mailto:a%2Bb@example.org | mail a+b@example.org",
                "v=TLSRPTv1; rua=mailto:a+b@example.org | mail a+b@example.org",
                "v=TLSRPTv1; rua=mailto:a@example.org?subject=x | mail a@example.org",
                "v=TLSRPTv1; rua=https://reports.example.org/v1/tls?x=y | web reports.example.org /v1/tls?x=y",
                "v=TLSRPTv1; rua=https://reports.example.org | web reports.example.org /",
                "v=TLSRPTv1; rua=HTTPS://reports.example.org:443/v1 | web reports.example.org /v1",
                "v=TLSRPTv1; rua=mailto:a@example.org,https://example.org/x | mail a@example.org, web example.org /x",
            })
    void namesWhomToTell(String record, String expected) {
        assertThat(String.join(", ", targets(record))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=TLSRPTv1",
                "v=TLSRPTv1;",
                "v=TLSRPTv2; rua=mailto:a@example.org",
                "V=TLSRPTv1; rua=mailto:a@example.org",
                "rua=mailto:a@example.org; v=TLSRPTv1",
                "v=TLSRPTv1; rua=http://example.org/",
                "v=TLSRPTv1; rua=ftp://example.org/",
                "v=TLSRPTv1; rua=https://example.org:8443/",
                "v=TLSRPTv1; rua=https://user@example.org/",
                "v=TLSRPTv1; rua=https://192.0.2.1/",
                "v=TLSRPTv1; rua=https://[2001:db8::1]/",
                "v=TLSRPTv1; rua=https://localhost%00/",
                "v=TLSRPTv1; rua=mailto:",
                "v=TLSRPTv1; rua=mailto:a",
                "v=TLSRPTv1; rua=mailto:a@example.org%0d%0aBcc:b@example.org",
                "v=TLSRPTv1; rua=:::",
                "v=spf1 -all",
            })
    void namesNobodyWhoCannotBeTold(String record) {
        assertThat(targets(record)).isEmpty();
    }

    @Test
    void isMeantOnlyWhereItStandsAlone() {
        String record = "v=TLSRPTv1; rua=mailto:a@example.org";
        assertThat(targets(record, "v=spf1 -all")).hasSize(1);
        assertThat(targets(record, "v=TLSRPTv1; rua=mailto:b@example.org")).isEmpty();
    }

    @Test
    void namesThreeAtMostAndIsNotEndless() {
        String many = "v=TLSRPTv1; rua=" + "mailto:a@example.org,".repeat(50);
        assertThat(targets(many)).hasSize(3);
        assertThat(targets(many + "x".repeat(2_000))).isEmpty();
    }
}
