package org.letterlock.desktop.dnsplan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type where a domain is asked for. */
final class TypedDomainTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "' EXAMPLE.Org ', example.org",
        "example.org., example.org",
        "www.example.org, example.org",
        "www.org, www.org",
        "https://www.example.org/start?x=1#y, example.org",
        "http://example.org:8080/, example.org",
        "example.org/, example.org",
        "anna@example.org, example.org",
        "mailto:anna@example.org, example.org",
        "Anna <anna@example.org>, example.org",
        "https://anna:secret@example.org/, example.org",
        "family.example.co.uk, family.example.co.uk",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "例え。jp, xn--r8jz45g.jp",
        "例え．jp, xn--r8jz45g.jp",
        "пример.рф, xn--e1afmkfd.xn--p1ai",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "a-b.c1.dev, a-b.c1.dev"
    })
    void understandsADomain(String typed, String domain) {
        assertThat(TypedDomain.parse(typed)).isEqualTo(new TypedDomain.Domain(domain));
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "'   ', empty",
        "example, no-dot",
        "203.0.113.5, number",
        "2001:db8::5, number",
        "'[2001:db8::5]', number",
        "https://203.0.113.5/, number",
        "server.local, local",
        "localhost, local",
        "nas.home.lan, local",
        "gmail.com, public",
        "anna@GMAIL.com, public",
        "exam ple.org, other",
        "-example.org, other",
        "example-.org, other",
        "example..org, other",
        ".org, other",
        "example.o, other",
        "example.123, other",
        "exa_mple.org, other",
        "'@', other",
        "'https://', other"
    })
    void saysWhyItIsNone(String typed, String code) {
        assertThat(TypedDomain.parse(typed)).isEqualTo(new TypedDomain.Wrong(code));
    }

    @Test
    void keepsTheLimitsOfTheDns() {
        String label = "a".repeat(63);
        assertThat(TypedDomain.parse(label + ".org")).isInstanceOf(TypedDomain.Domain.class);
        assertThat(TypedDomain.parse("a" + label + ".org")).isEqualTo(new TypedDomain.Wrong("other"));
        String longest = (label + ".").repeat(3) + "a".repeat(57) + ".org";
        assertThat(TypedDomain.parse(longest)).isEqualTo(new TypedDomain.Domain(longest));
        assertThat(TypedDomain.parse("a" + longest)).isEqualTo(new TypedDomain.Wrong("other"));
        assertThat(TypedDomain.parse("a.".repeat(100_000) + "org")).isEqualTo(new TypedDomain.Wrong("other"));
    }

    @Test
    void showsADomainAsPeopleReadIt() {
        assertThat(new TypedDomain.Domain("xn--bcher-kva.example").shown()).isEqualTo("bücher.example");
    }
}
