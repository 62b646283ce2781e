package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {

    private static String parse(String text, int limit) {
        return AddressList.parse(text, limit).stream().map(MimeChecks::address).collect(Collectors.joining(" ; "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '~',
            value = {
                "a@b.test → -|a|b.test",
                "<a@b.test> → -|a|b.test",
                "Anna Lind <a@b.test> → Anna Lind|a|b.test",
                "\"Lind, Anna\" <a@b.test> → Lind, Anna|a|b.test",
                "\"A \\\"B\\\" C\" <a@b.test> → A \"B\" C|a|b.test",
                "John Q. Public <jq@b.test> → John Q. Public|jq|b.test",
                "a@b.test (Anna) → Anna|a|b.test",
                "(x)a@b.test → x|a|b.test",
                "a@b.test, c@d.test → -|a|b.test ; -|c|d.test",
                "a@b.test;c@d.test → -|a|b.test ; -|c|d.test",
                ", ,a@b.test,, → -|a|b.test",
                "Anna a@b.test → Anna|a|b.test",
                "anna@home <a@b.test> → anna@home|a|b.test",
                "<@r.test:a@b.test> → -|a|b.test",
                "<@r.test,@s.test:a@b.test> → -|a|b.test",
                "<\"a b\"@b.test> → -|a b|b.test",
                "\"a@b\"@c.test → -|a@b|c.test",
                "a@[127.0.0.1] → -|a|[127.0.0.1]",
                "root → -|root|~~",
                "Two Words → Two Words|~~|~~",
                "<> → -|~~|~~",
                "<a@b.test → -|a|b.test",
                "<a@b.test, c@d.test → -|a|b.test ; -|c|d.test",
                "\"open <a@b.test> → open <a@b.test>|~~|~~",
                "(open a@b.test → ~~",
                "g:; → -|g|- ; -|-|-",
                "g: a@b.test, X <c@d.test>; e@f.test → -|g|- ; -|a|b.test ; X|c|d.test ; -|-|- ; -|e|f.test",
                "g: a@b.test → -|g|- ; -|a|b.test ; -|-|-",
                "A Group:a@b.test;,c@d.test → -|A Group|- ; -|a|b.test ; -|-|- ; -|c|d.test",
                "佐藤 <佐藤@例え.test> → 佐藤|佐藤|例え.test",
            })
    void readsWhatMakesSense(String text, String expected) {
        String wanted = expected == null ? "" : expected.replace("~~", "");
        assertThat(parse(text, 100)).isEqualTo(wanted);
    }

    @Test
    void stopsAtTheLimit() {
        assertThat(AddressList.parse("a@b,c@d,e@f", 2)).hasSize(2);
        assertThat(parse("g: a@b,c@d", 2)).isEqualTo("-|g|- ; -|a|b ; -|-|-");
        assertThat(AddressList.parse("a@b,c@d", 0)).isEmpty();
    }
}
