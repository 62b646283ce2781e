package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields, their parameters and their encoded words. */
class FieldTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "text/plain → text/plain",
                "TEXT/Plain; Charset=UTF-8 → text/plain {charset=UTF-8}",
                "text/plain; charset=us-ascii (Plain text) → text/plain {charset=us-ascii}",
                "text/plain;charset=\"a;b\" ; x=y → text/plain {charset=a;b}{x=y}",
                "text/plain charset=utf-8 → text/plain {charset=utf-8}",
                "attachment; filename=my file (1).txt → attachment {filename=my file (1).txt}",
                "attachment; filename=\"a\\\"b\" → attachment {filename=a\"b}",
                "attachment; filename=\"open → attachment {filename=open}",
                "attachment; filename*0=a; filename*1=b; filename*2*=%63 → attachment {filename=abc}",
                "attachment; filename*1=b; filename*0*=utf-8'en'%C3%A4 → attachment {filename=äb}",
                "attachment; filename=plain; filename*=utf-8''%E4%BD%90 → attachment {filename=佐}",
                "attachment; filename*=%41%zz → attachment {filename=A%zz}",
                "attachment; a=1; a=2 → attachment {a=1}",
                "attachment; ; =x; novalue → attachment",
            })
    void readsParameters(String text, String expected) {
        FieldValue value = FieldValue.parse(text);
        String parameters = value.parameters().stream()
                .map(p -> "{" + p.name() + "=" + p.value() + "}")
                .collect(Collectors.joining());
        assertThat((value.value() + " " + parameters).strip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            value = {
                "=?utf-8?q?a_b=C3=A4?= → a bä",
                "=?UTF-8?B?5pel5pys?= → 日本",
                "x =?utf-8?q?a?= y → x a y",
                "=?utf-8?q?a?= =?utf-8?q?b?= → ab",
                "=?utf-8?q?a?=  \t =?iso-8859-1?q?=E4?= → aä",
                "=?utf-8?b?5pc=?= =?utf-8?b?pQ==?= → 日",
                "=?utf-8*en?q?a?= → a",
                "=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?= → Привет",
                "=?ISO-2022-JP?B?GyRCOjRGIxsoQg==?= → 佐藤",
                "=?GB2312?B?1cXI/Q==?= → 张三",
                "=?Shift_JIS?B?g2WDWINn?= → テスト",
                "=?utf-8?q?a b?= → a b",
                "=?utf-8?x?a?= → =?utf-8?x?a?=",
                "=?utf-8?q?a → =?utf-8?q?a",
                "=?utf-8?q?broken =?utf-8?q?good?= → =?utf-8?q?broken good",
                "=?no-such?q?=C3=A4?= → ä",
                "a =? b → a =? b",
            })
    void decodesWords(String text, String expected) {
        assertThat(EncodedWords.decode(text)).isEqualTo(expected);
    }

    @Test
    void decodedWordsCannotBringLineBreaks() {
        assertThat(EncodedWords.decode("=?utf-8?q?a=0D=0ABcc:_x?=")).isEqualTo("a  Bcc: x");
    }

    @Test
    void fieldsKnowWhereTheyLie() {
        byte[] block = "A: 1\r\nB : two\r\n three\r\njunk\r\n more junk\r\n: x\r\nC:\r\na:4\r\n\r\nD: body\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        HeaderFields header = HeaderFields.parse(block);
        assertThat(header.fields().stream().map(f -> f.name() + "=" + f.value()).toList())
                .containsExactly("A=1", "B=two three", "C=", "a=4");
        HeaderField second = header.fields().get(1);
        assertThat(second.start()).isEqualTo(6);
        assertThat(second.valueStart()).isEqualTo(9);
        assertThat(second.end()).isEqualTo(23);
        assertThat(new String(second.octets(), StandardCharsets.US_ASCII)).isEqualTo("B : two\r\n three\r\n");
        assertThat(header.all("a")).hasSize(2);
        assertThat(header.value("c")).contains("");
        assertThat(header.first("D")).isEmpty();
    }
}
