package org.letterlock.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.protocol.ReportsInfo;

/** What is thought of what others report. A system test has the reports come in by mail. */
final class ReportAnswersTest {

    private static final DomainName DOMAIN = DomainName.parse("example.org").orElseThrow();

    private static Optional<DomainName> domain(@Nullable String name) {
        return Optional.ofNullable(name).flatMap(DomainName::parse);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "true, true, -, -, -, proven, -, -",
                "true, false, -, -, mailing_list, sent-on, -, -",
                "false, true, other.example, -, -, unsigned, -, compare the DKIM records",
                "false, false, other.example, -, mailing_list, changed, -, -",
                "false, false, -, -, forwarded, changed, -, -",
                "false, false, signer.example, sender.example, -, others, signer.example, if you use a service of signer.example",
                "false, false, -, sender.example, local_policy, others, sender.example, if you use a service of sender.example",
                "false, false, -, -, -, nobody, -, if it is a program of yours"
            })
    void saysWhatToThinkOfLetters(
            boolean dkim,
            boolean spf,
            @Nullable String signer,
            @Nullable String sender,
            @Nullable String override,
            String code,
            @Nullable String other,
            @Nullable String remedy) {
        ReportsInfo.Letters told = ReportAnswers.told(
                DOMAIN,
                new DmarcReport.Row(
                        Optional.of("192.0.2.7"),
                        DmarcReport.Disposition.REJECT,
                        dkim,
                        spf,
                        domain(signer),
                        domain(sender),
                        Optional.ofNullable(override),
                        4));
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.other()).isEqualTo(other);
        assertThat(told.passed()).isEqualTo(dkim || spf);
        assertThat(told.outcome()).isEqualTo("refused");
        if (remedy == null) {
            assertThat(told.remedy()).isNull();
        } else {
            assertThat(told.remedy()).startsWith(remedy);
        }
    }

    @Test
    void tellsTheTypesOfFailuresThatTheContractNames() {
        assertThat(Arrays.stream(TlsFailure.values()).map(TlsFailure::token))
                .containsExactlyElementsOf(ReportsInfo.TlsFailure.TYPES);
    }
}
