package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5256 §2.1. */
final class BaseSubjectTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # what the field has          | base           | answer
            hello                         | hello          | false
            `  a \t b  `                  | a b            | false
            ``                            | ``             | false
            Re: hello                     | hello          | true
            RE:hello                      | hello          | true
            re : Fw: FWD: hello           | hello          | true
            Re[2]: hello                  | hello          | true
            Re [2] : hello                | hello          | true
            Re [2] [3]: hello             | Re [2] [3]: hello | false
            Regarding: hello              | Regarding: hello | false
            Re                            | Re             | false
            Re:                           | ``             | true
            [list] hello                  | hello          | false
            [list] [other] hello          | hello          | false
            [list] Re: [other] Fwd: hello | hello          | true
            [a] [b] Re[1]: hello          | hello          | true
            [list]                        | [list]         | false
            [a] [b]                       | [b]            | false
            Re: [b]                       | [b]            | true
            [a[b]] hello                  | [a[b]] hello   | false
            hello (fwd)                   | hello          | true
            hello (FWD) (fwd)             | hello          | true
            (fwd)                         | ``             | true
            [fwd: hello]                  | hello          | true
            [FWD: Re: hello (fwd)]        | hello          | true
            [fwd: [fwd: hello] (fwd)] (fwd) | hello        | true
            [fwd: hello                   | [fwd: hello    | false
            [fwd:]                        | ``             | true
            [list] [fwd: hello]           | hello          | true
            hello [list]                  | hello [list]   | false
            =?UTF-8?Q?Re:_sch=C3=B6n?=    | schön          | true
            =?UTF-8?Q?[l]_?= hello        | hello          | false
            """)
    void takesOffWhatProgramsAdd(String subject, String base, boolean replyOrForward) {
        assertThat(BaseSubject.of(subject)).isEqualTo(new BaseSubject(base, replyOrForward));
    }

    /** Quadratic work would take minutes here. */
    @Test
    void isLinearInTheSubject() {
        assertThat(BaseSubject.of("[a]".repeat(200_000) + " x").text()).isEqualTo("x");
        assertThat(BaseSubject.of("[a]".repeat(200_000)).text()).isEqualTo("[a]");
        assertThat(BaseSubject.of("[fwd:".repeat(100_000) + "x" + "]".repeat(100_000))
                        .text())
                .isEqualTo("x");
        assertThat(BaseSubject.of("[".repeat(500_000)).text()).hasSize(500_000);
        assertThat(BaseSubject.of("re:".repeat(200_000) + "x" + " (fwd)".repeat(100_000)))
                .isEqualTo(new BaseSubject("x", true));
    }

    @Test
    void showsTheNameElseTheAddress() {
        var address = new ImapEnvelope.Address(
                java.util.Optional.of("=?UTF-8?Q?J=C3=B6rg?="),
                java.util.Optional.of("joerg"),
                java.util.Optional.of("example.org"));
        assertThat(address.displayed()).isEqualTo("Jörg");
        assertThat(new ImapEnvelope.Address(java.util.Optional.empty(), address.mailbox(), address.host()).displayed())
                .isEqualTo("joerg@example.org");
        assertThat(new ImapEnvelope.Address(java.util.Optional.of(""), address.mailbox(), java.util.Optional.empty())
                        .displayed())
                .isEqualTo("joerg");
    }
}
