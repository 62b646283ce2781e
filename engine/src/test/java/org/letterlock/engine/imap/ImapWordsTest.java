package org.letterlock.engine.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.UidSet;

/** The small words of the grammar. */
final class ImapWordsTest {

    static String written(boolean utf8, Consumer<ResponseWriter> writing) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseWriter writer = new ResponseWriter(octets::write);
        writer.utf8(utf8);
        writing.accept(writer);
        writer.flush();
        return octets.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"Entw\u00fcrfe,Entw&APw-rfe", "R&D,R&-D", "\u65e5\u672c\u8a9e,&ZeVnLIqe-", "INBOX,INBOX"})
    void encodesNames(String name, String encoded) {
        assertThat(ModifiedUtf7.encode(name)).isEqualTo(encoded);
        assertThat(ModifiedUtf7.decode(encoded)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "a&b", "&AA-", "&AGE-", "&!!!!-", "\u00e4", "&2AA-"})
    void refusesWrongNames(String encoded) {
        assertThat(ModifiedUtf7.decode(encoded)).isEmpty();
    }

    @Test
    void decodesWhatItEncodes() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int c = random.nextBoolean() ? 0x20 + random.nextInt(0x5f) : 0xa0 + random.nextInt(0x2ff00 - 0xa0);
                if (c < 0xd800 || (c > 0xdfff && c != 0xfffd)) {
                    name.appendCodePoint(c);
                }
            }
            String text = name.toString();
            assertThat(ModifiedUtf7.decode(ModifiedUtf7.encode(text))).contains(text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*,a/b,true",
        "%,a/b,false",
        "%,a,true",
        "%/%,a/b,true",
        "a/*,a,false",
        "a*,a/b/c,true",
        "*b,a/b,true",
        "%b,a/b,false",
        "inbox,INBOX,true",
        "iNbOx/*,INBOX/x,true",
        "*%*%*,a/b/c,true",
        "a,b,false",
        "a%,ab,true",
        "a%%%b,ab,true",
        "A,a,false"
    })
    void matchesPatterns(String pattern, String name, boolean matches) {
        assertThat(new ListPattern(pattern).matches(MailboxName.parse(name).orElseThrow()))
                .isEqualTo(matches);
    }

    @Test
    void writesAndReadsDates() {
        Instant moment = Instant.parse("2026-02-01T09:08:07Z");
        assertThat(ImapDateTime.write(moment)).isEqualTo("01-Feb-2026 09:08:07 +0000");
        assertThat(ImapDateTime.parse("01-Feb-2026 09:08:07 +0000")).contains(moment);
        assertThat(ImapDateTime.parse(" 1-feb-2026 01:08:07 -0800")).contains(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-Feb-2026 09:08:07 +0000",
                "01-Foo-2026 09:08:07 +0000",
                "31-Feb-2026 09:08:07 +0000",
                "01-Feb-2026 29:08:07 +0000",
                "01-Feb-2026 09:08:07  0000",
                "01-Feb-2026 09:08:07 +9900",
                "01-Feb-2026 09.08.07 +0000",
                "  -Feb-2026 09:08:07 +0000"
            })
    void refusesWrongDates(String text) {
        assertThat(ImapDateTime.parse(text)).isEmpty();
    }

    @Test
    void resolvesSequenceSets() {
        SequenceSet set = new SequenceSet(java.util.List.of(
                new SequenceSet.Range(7, SequenceSet.STAR), new SequenceSet.Range(3, 1), new SequenceSet.Range(2, 4)));
        assertThat(set.resolve(5)).hasToString("1:7");
        assertThat(set.resolve(9)).hasToString("1:4,7:9");
        assertThat(set.resolve(0)).hasToString("1:4");
        assertThat(new SequenceSet(java.util.List.of(new SequenceSet.Range(0, 0))).resolve(0))
                .isEqualTo(UidSet.EMPTY);
    }

    @Test
    void writesStringsInTheRightForm() {
        assertThat(written(false, out -> out.string("a \"b\" \\"))).isEqualTo("\"a \\\"b\\\" \\\\\"");
        assertThat(written(false, out -> out.string("\u00e4"))).isEqualTo("{2}\r\n\u00e4");
        assertThat(written(true, out -> out.string("\u00e4"))).isEqualTo("\"\u00e4\"");
        assertThat(written(true, out -> out.string("a\r\nb"))).isEqualTo("{4}\r\na\r\nb");
        assertThat(written(true, out -> out.string("a\0b"))).isEqualTo("{2}\r\nab");
        assertThat(written(false, out -> out.astring("a b"))).isEqualTo("\"a b\"");
        assertThat(written(false, out -> out.astring("NIL"))).isEqualTo("\"NIL\"");
        assertThat(written(false, out -> out.astring(""))).isEqualTo("\"\"");
        assertThat(written(false, out -> out.nstring(Optional.empty()))).isEqualTo("NIL");
        MailboxName name = MailboxName.parse("Entw\u00fcrfe").orElseThrow();
        assertThat(written(false, out -> out.mailbox(name))).isEqualTo("Entw&APw-rfe");
        assertThat(written(true, out -> out.mailbox(name))).isEqualTo("\"Entw\u00fcrfe\"");
    }

    @Test
    void gathersPiecesInTheirOrder() {
        String long1 = "x".repeat(9000);
        assertThat(written(false, out -> out.raw("a").raw(long1).raw("b").raw("c")))
                .isEqualTo("a" + long1 + "bc");
    }
}
