package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "anna@example.test, anna, anna@example.test",
                "Anna.B@EXAMPLE.Test, Anna.B, Anna.B@example.test",
                "\"anna\"@example.test, anna, anna@example.test",
                "\"a b\"@example.test, a b, \"a b\"@example.test",
                "\"a\\\"b\"@example.test, a\"b, \"a\\\"b\"@example.test",
                "\"a\\\\b\"@example.test, a\\b, \"a\\\\b\"@example.test",
                "\"a@b\"@example.test, a@b, \"a@b\"@example.test",
                "\"a..b\"@example.test, a..b, \"a..b\"@example.test",
                "佐藤@例え.test, 佐藤, 佐藤@xn--r8jz45g.test",
                "!#$%&'*+/=?^`{|}~~-_@example.test, !#$%&'*+/=?^`{|}~~-_, !#$%&'*+/=?^`{|}~~-_@example.test",
            })
    void readsAndWrites(String text, String localPart, String written) {
        String expectedLocal = localPart.replace("~~", "~");
        EmailAddress address = address(text.replace("~~", "~"));
        assertThat(address.localPart()).isEqualTo(expectedLocal);
        assertThat(address).hasToString(written.replace("~~", "~"));
        assertThat(EmailAddress.parse(address.toString())).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "@example.test",
                "a@",
                ".a@example.test",
                "a.@example.test",
                "a..b@example.test",
                "a b@example.test",
                "a@b@example.test",
                "\"\"@example.test",
                "\"a@example.test",
                "\"a\\\"@example.test",
                "\"a\"b@example.test",
                "\"a\u0001\"@example.test",
                "\"a\\\u00e9\"@example.test",
                "a\u0085b@example.test",
                "a\u2028b@example.test",
                "a\uD800@example.test",
                "a\r\n@example.test",
                "<a@example.test>",
                "@x.test,@y.test:a@example.test",
                "a@[127.0.0.1]",
                "a@127.0.0.1",
                "a@example.test.",
                "a@exam_ple.test",
                "a@ex ample.test",
                "a(c)@example.test",
                "a@example.test ",
                "a@-example.test",
                "a@stra\u00dfe.test"
            })
    void refuses(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    @Test
    void holdsItsLimits() {
        assertThat(EmailAddress.parse("a".repeat(64) + "@example.test")).isPresent();
        assertThat(EmailAddress.parse("a".repeat(65) + "@example.test")).isEmpty();
        assertThat(EmailAddress.parse("é".repeat(32) + "@example.test")).isPresent();
        assertThat(EmailAddress.parse("é".repeat(33) + "@example.test")).isEmpty();
        assertThat(EmailAddress.parse("\"" + " ".repeat(62) + "\"@example.test"))
                .isPresent();
        assertThat(EmailAddress.parse("\"" + " ".repeat(63) + "\"@example.test"))
                .isEmpty();
        String domain = ("d".repeat(49) + ".").repeat(4) + "test";
        assertThat(EmailAddress.parse("a".repeat(49) + "@" + domain)).isPresent();
        assertThat(EmailAddress.parse("a".repeat(50) + "@" + domain)).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(10_000_000))).isEmpty();
    }

    @Test
    void refusesAnAddressWhoseCanonicalFormIsTooLong() {
        assertThat(EmailAddress.parse("\u0130".repeat(32) + "@example.test")).isEmpty();
    }

    @Test
    void constructorRefusesWhatParseRefuses() {
        DomainName domain = new DomainName("example.test");
        assertThatThrownBy(() -> new EmailAddress("", domain)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailAddress("a\0", domain)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailAddress("a", new DomainName("_dmarc.test")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void canonicalFormFoldsCaseAndComposes() {
        assertThat(address("Anna@Example.test").canonical()).isEqualTo(address("anna@example.test"));
        assertThat(address("Cafe\u0301@example.test").canonical()).isEqualTo(address("caf\u00e9@example.test"));
        assertThat(address("\"A b\"@example.test").canonical().localPart()).isEqualTo("a b");
    }

    @Test
    void detailIsCutAtTheFirstPlus() {
        assertThat(address("anna+shop+x@example.test").withoutDetail()).isEqualTo(address("anna@example.test"));
        assertThat(address("anna+@example.test").withoutDetail()).isEqualTo(address("anna@example.test"));
        assertThat(address("+anna@example.test").withoutDetail()).isEqualTo(address("+anna@example.test"));
        assertThat(address("anna@example.test").withoutDetail()).isEqualTo(address("anna@example.test"));
    }

    @Test
    void onlyTheLocalPartMakesItInternationalized() {
        assertThat(address("佐藤@example.test").isInternationalized()).isTrue();
        assertThat(address("anna@例え.test").isInternationalized()).isFalse();
    }
}
