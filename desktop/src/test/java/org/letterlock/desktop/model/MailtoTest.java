package org.letterlock.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How letters that a mail program is to begin are written as URIs. */
final class MailtoTest {

    @ParameterizedTest
    @CsvSource({
        "DNS records, DNS%20records",
        "a+b=c&d?e#f, a%2Bb%3Dc%26d%3Fe%23f",
        "100%25;*~., 100%2525%3B%2A%7E.",
        "записи, %D0%B7%D0%B0%D0%BF%D0%B8%D1%81%D0%B8",
        "値: 📬, %E5%80%A4%3A%20%F0%9F%93%AC",
        "$(reboot) `id` \\, %24%28reboot%29%20%60id%60%20%5C"
    })
    void encodesWhateverIsNoLetterAndNoDigit(String text, String encoded) {
        assertThat(new Mailto(text, text).uri()).isEqualTo("mailto:?subject=" + encoded + "&body=" + encoded);
    }

    @ParameterizedTest
    @CsvSource({"'a\n\nb', a%0D%0A%0D%0Ab", "'a\r\nb\rc', a%0D%0Ab%0D%0Ac", "'a\tb\u0000c\u001B[m', a%09bc%5Bm"})
    void endsLinesAsMailDoes(String body, String encoded) {
        assertThat(new Mailto("", body).uri()).isEqualTo("mailto:?subject=&body=" + encoded);
    }

    @Test
    void keepsASubjectOnItsLineAndAddsNoOtherField() {
        URI uri = URI.create(new Mailto("records\r\nBcc: eve@example.net", "x&cc=eve@example.net").uri());
        assertThat(uri.getSchemeSpecificPart())
                .isEqualTo("?subject=records Bcc: eve@example.net&body=x&cc=eve@example.net");
        assertThat(uri.getRawSchemeSpecificPart().split("[?&]", -1)).hasSize(3);
    }
}
