package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxNameTest {

    @ParameterizedTest
    @CsvSource({
        "inbox, INBOX",
        "InBoX/Work, INBOX/Work",
        "Inboxes, Inboxes",
        "Work/inbox, Work/inbox",
        "Work, Work",
        "work, work",
        "台北/日本語, 台北/日本語",
        "Cafe\u0301, Caf\u00e9",
        "#shared, #shared",
        "a&b, a&b",
        "\u0131nbox, \u0131nbox",
    })
    void hasOneSpelling(String text, String value) {
        assertThat(MailboxName.parse(text)).contains(new MailboxName(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a/",
                "/a",
                "a//b",
                "a*",
                "50%",
                "a\0b",
                "a\r\nb",
                "a\u007f",
                "a\u0085",
                "a\u2028b",
                "a\uD800"
            })
    void refuses(String text) {
        assertThat(MailboxName.parse(text)).isEmpty();
    }

    @Test
    void holdsItsLimits() {
        assertThat(MailboxName.parse("a".repeat(1000))).isPresent();
        assertThat(MailboxName.parse("a".repeat(1001))).isEmpty();
        assertThat(MailboxName.parse("é".repeat(500))).isPresent();
        assertThat(MailboxName.parse("é".repeat(501))).isEmpty();
        assertThat(MailboxName.parse("a/".repeat(19) + "a")).isPresent();
        assertThat(MailboxName.parse("a/".repeat(20) + "a")).isEmpty();
    }

    @Test
    void constructorTakesTheCanonicalSpellingOnly() {
        assertThatThrownBy(() -> new MailboxName("inbox")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MailboxName("Cafe\u0301")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MailboxName("a/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsWhatLiesAboveAndBelow() {
        MailboxName name = new MailboxName("a/b/c");
        assertThat(name.parent()).contains(new MailboxName("a/b"));
        assertThat(new MailboxName("a").parent()).isEmpty();
        assertThat(name.isBelow(new MailboxName("a"))).isTrue();
        assertThat(name.isBelow(name)).isFalse();
        assertThat(new MailboxName("ab").isBelow(new MailboxName("a"))).isFalse();
    }
}
