package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "Example.TEST, example.test, example.test",
        "BÜCHER.example, xn--bcher-kva.example, bücher.example",
        "xn--bcher-kva.example, xn--bcher-kva.example, bücher.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "例え。テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "_dmarc.example.test, _dmarc.example.test, _dmarc.example.test",
        "localhost, localhost, localhost",
        "4.3.2.1.in-addr.arpa, 4.3.2.1.in-addr.arpa, 4.3.2.1.in-addr.arpa",
        "xn--strae-oqa.test, xn--strae-oqa.test, xn--strae-oqa.test",
    })
    void hasOneSpelling(String text, String ascii, String unicode) {
        DomainName name = DomainName.parse(text).orElseThrow();
        assertThat(name.ascii()).isEqualTo(ascii);
        assertThat(name.unicode()).isEqualTo(unicode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a.test",
                "a-.test",
                "a b.test",
                "a\u3000b.test",
                "[127.0.0.1]",
                "127.0.0.1",
                "a.123",
                "a/b.test",
                "\u2100.test",
                "stra\u00dfe.test",
                "\u03c2.test",
                "a\u200cb.test",
                "a\0.test",
                "\uD800.test"
            })
    void refuses(String text) {
        assertThat(DomainName.parse(text)).isEmpty();
    }

    @Test
    void holdsItsLimits() {
        assertThat(DomainName.parse("a".repeat(63) + ".test")).isPresent();
        assertThat(DomainName.parse("a".repeat(64) + ".test")).isEmpty();
        assertThat(DomainName.parse("a.".repeat(126) + "b")).isPresent();
        assertThat(DomainName.parse("a.".repeat(126) + "bb")).isEmpty();
        assertThat(DomainName.parse("é".repeat(100))).isEmpty();
    }

    @Test
    void hostNamesHaveNoUnderscore() {
        assertThat(new DomainName("_dmarc.example.test").isHostName()).isFalse();
        assertThat(new DomainName("mail.example.test").isHostName()).isTrue();
    }
}
