package org.letterlock.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.smtp.SmtpCommand.Fault;

/** Commands and content, at every split point and at their limits. */
final class SmtpGrammarTest {

    private static final SmtpCommandParser STRICT = new SmtpCommandParser(4096, 12 * 1024, false);
    private static final SmtpCommandParser LENIENT = new SmtpCommandParser(4096, 12 * 1024, true);

    private static SmtpCommand command(SmtpCommandParser parser, String line) {
        byte[] octets = (line + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Cuts.element(parser, octets, octets.length);
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    @Test
    void readsCommands() {
        assertThat(command(STRICT, "ehlo  a.example.org ")).isEqualTo(new SmtpCommand.Ehlo("a.example.org"));
        assertThat(command(STRICT, "MaIl FrOm:<>"))
                .isEqualTo(new SmtpCommand.Mail(ReversePath.none(), MailParameters.NONE));
        assertThat(command(STRICT, "RCPT TO:<\"a > b\"@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@x"))
                .isEqualTo(new SmtpCommand.Rcpt(
                        new ForwardPath.Mailbox(address("\"a > b\"@example.test")),
                        new RcptParameters(
                                Set.of(RcptParameters.NotifyOn.SUCCESS, RcptParameters.NotifyOn.DELAY),
                                Optional.of("rfc822;a+b@x"))));
        assertThat(command(STRICT, "RCPT TO:<@a.test,@b.test:anna@example.test>"))
                .isEqualTo(new SmtpCommand.Rcpt(
                        new ForwardPath.Mailbox(address("anna@example.test")), RcptParameters.NONE));
        assertThat(command(STRICT, "BDAT 10 last")).isEqualTo(new SmtpCommand.Bdat(10, true));
        assertThat(command(STRICT, "AUTH plain =").toString()).doesNotContain("=");
        assertThat(command(STRICT, "FOO bar")).isEqualTo(new SmtpCommand.Unknown("FOO"));
        assertThat(command(STRICT, "MAIL FROM: <a@b.test>")).isEqualTo(new SmtpCommand.Malformed(Fault.SYNTAX));
        assertThat(command(LENIENT, "MAIL FROM: <a@b.test>")).isInstanceOf(SmtpCommand.Mail.class);
        assertThat(command(STRICT, "MAIL FROM:<ü@b.test> SMTPUTF8")).isInstanceOf(SmtpCommand.Mail.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EHLO|SYNTAX",
                "EHLO a b|SYNTAX",
                "DATA now|SYNTAX",
                "BDAT|SYNTAX",
                "BDAT -1|SYNTAX",
                "BDAT 1 FIRST|SYNTAX",
                "BDAT 9999999999999999999|SYNTAX",
                "MAIL TO:<a@b.test>|SYNTAX",
                "MAIL FROM:<a@b.test|SYNTAX",
                "MAIL FROM:<a@b.test>SIZE=1|SYNTAX",
                "MAIL FROM:<a>|SENDER",
                "MAIL FROM:<a@b.test> ENVID=+4|PARAMETER_VALUE",
                "MAIL FROM:<a@b.test> ENVID=+0D+0A|PARAMETER_VALUE",
                "MAIL FROM:<a@b.test> RET=SOME|PARAMETER_VALUE",
                "RCPT TO:<>|RECIPIENT",
                "RCPT TO:<a@b.test,c@d.test>|RECIPIENT",
                "RCPT TO:<a@b.test> NOTIFY=NEVER,DELAY|PARAMETER_VALUE",
                "RCPT TO:<a@b.test> ORCPT=x|PARAMETER_VALUE",
                "RCPT TO:<a@b.test> FOO|UNKNOWN_PARAMETER"
            })
    void saysWhatIsWrong(String line, Fault fault) {
        assertThat(command(STRICT, line)).isEqualTo(new SmtpCommand.Malformed(fault));
    }

    @Test
    void keepsTheLimitOfALine() {
        SmtpCommandParser parser = new SmtpCommandParser(20, 30, false);
        assertThat(command(parser, "NOOP " + "x".repeat(13))).isEqualTo(new SmtpCommand.Noop());
        byte[] longer = Cuts.octets("NOOP " + "x".repeat(14) + "\r\n");
        assertThat(parser.cut(ByteBuffer.wrap(longer))).isEqualTo(tooLong(19));
        assertThat(parser.cut(ByteBuffer.wrap(longer, 0, 20))).isEqualTo(new Cut.More<>());
        assertThat(command(parser, "AUTH PLAIN " + "x".repeat(17))).isInstanceOf(SmtpCommand.Auth.class);
        byte[] tooLong = Cuts.octets("AUTH PLAIN " + "x".repeat(18) + "\r\n");
        assertThat(parser.cut(ByteBuffer.wrap(tooLong))).isEqualTo(tooLong(29));
    }

    private static Cut<SmtpCommand> tooLong(int taken) {
        return new Cut.Done<>(new SmtpCommand.Malformed(Fault.TOO_LONG), taken);
    }

    @Test
    void skipsTheRestOfALine() {
        assertThat(new RestOfLine().cut(ByteBuffer.wrap(Cuts.octets("abc\r\nNOOP"))))
                .isEqualTo(new Cut.Done<>(new RestOfLine.Skipped(5, true), 5));
        assertThat(new RestOfLine().cut(ByteBuffer.wrap(Cuts.octets("abc\r"))))
                .isEqualTo(new Cut.Done<>(new RestOfLine.Skipped(3, false), 3));
        assertThat(new RestOfLine().cut(ByteBuffer.wrap(Cuts.octets("\r")))).isEqualTo(new Cut.More<>());
    }

    /** What a peer sent, cut into pieces at {@code split} and with pieces of at most {@code max}. */
    private static String read(byte[] octets, int split, int max, StringBuilder faults) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DotStuffedData grammar = DotStuffedData.first(max);
        int taken = 0;
        int available = split;
        while (true) {
            Cut<DotStuffedData.Piece> cut = grammar.cut(ByteBuffer.wrap(octets, taken, available - taken));
            if (cut instanceof Cut.Done<DotStuffedData.Piece>(var piece, int length)) {
                taken += length;
                if (piece instanceof DotStuffedData.Piece.Content(byte[] some, var fault, var next)) {
                    assertThat(some).hasSizeLessThanOrEqualTo(max);
                    content.writeBytes(some);
                    fault.ifPresent(f -> faults.append(f).append(' '));
                    grammar = next;
                } else {
                    return content.toString(java.nio.charset.StandardCharsets.ISO_8859_1) + "|" + taken;
                }
            } else if (available < octets.length) {
                available = octets.length;
            } else {
                return content.toString(java.nio.charset.StandardCharsets.ISO_8859_1) + "|more";
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a^.^x|a^|",
                ".^|''|",
                "..^.^|.^|",
                ".a^..b^.^|a^.b^|",
                "^.^|^|",
                "a.^b^.^|a.^b^|",
                "a/.^b^.^|a/.^b^|BARE_LF",
                "a^./b^.^|a^/b^|BARE_LF",
                "a^.%b^.^|a^%b^|BARE_CR",
                "a%.^b^.^|a%.^b^|BARE_CR",
                "a%^.^|a%^|BARE_CR",
                "a^.%^b^.^|a^%^b^|BARE_CR",
                "a0^.^|a0^|NUL",
            })
    void findsTheEndOfDataWhereverItIsSplit(String sent, String content, String fault) {
        byte[] octets = Cuts.octets(
                sent.replace("^", "\r\n").replace("/", "\n").replace("%", "\r").replace("0", "\0"));
        int taken = sent.endsWith("x") ? octets.length - 1 : octets.length;
        String expected = content.replace("^", "\r\n")
                        .replace("/", "\n")
                        .replace("%", "\r")
                        .replace("0", "\0")
                + "|" + taken;
        for (int split = 0; split <= octets.length; split++) {
            for (int max : new int[] {4, 5, 6, 64}) {
                StringBuilder faults = new StringBuilder();
                assertThat(read(octets, split, max, faults)).isEqualTo(expected);
                assertThat(faults.toString()).startsWith(fault == null ? "" : fault);
                assertThat(faults.isEmpty()).isEqualTo(fault == null);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\r\n", "a\r\n.", "a\r\n.\r", "\n.\n", "\r.\r", "\r\n.\n", "\n.\r\n"})
    void waitsForTheTrueEnd(String sent) {
        assertThat(read(Cuts.octets(sent), sent.length(), 64, new StringBuilder()))
                .endsWith("|more");
    }

    @Test
    void undoesDotStuffing() {
        Random random = new Random(3);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder letter = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                letter.append(new String[] {".", "a", "\r\n", "..", "b"}[random.nextInt(5)]);
            }
            letter.append("\r\n");
            String stuffed = letter.toString().startsWith(".") ? "." + letter : letter.toString();
            byte[] wire = Cuts.octets(stuffed.replace("\r\n.", "\r\n..") + ".\r\n");
            assertThat(read(wire, random.nextInt(wire.length + 1), 4 + random.nextInt(20), new StringBuilder()))
                    .isEqualTo(letter + "|" + wire.length);
        }
    }

    @Test
    void survivesNoise() {
        Random random = new Random(5);
        String alphabet = "MAILRCPT FROMTO:<>@ab.\"\\\r\n=+,[]\u0000\u00fc";
        for (int round = 0; round < 30_000; round++) {
            StringBuilder text = new StringBuilder(
                    new String[] {"", "MAIL FROM:<", "RCPT TO:<", "AUTH ", "BDAT "}[random.nextInt(5)]);
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] octets = Cuts.octets(text + "\r\n");
            if (STRICT.cut(ByteBuffer.wrap(octets)) instanceof Cut.Done<SmtpCommand>(var v, int taken)) {
                assertThat(taken).isBetween(1, octets.length);
                assertThat(Arrays.copyOfRange(octets, taken - 2, taken)).containsExactly('\r', '\n');
            }
        }
    }

    @Test
    void looksForLineEndingsAcrossChunks() {
        for (String text : new String[] {"a\r\nb", "a\rb", "a\nb", "a\r", "\r\r\n", "a\0"}) {
            LineEndings whole = new LineEndings();
            whole.look(Cuts.octets(text));
            whole.end();
            LineEndings single = new LineEndings();
            for (byte b : Cuts.octets(text)) {
                single.look(new byte[] {b});
            }
            single.end();
            assertThat(single.fault()).isEqualTo(whole.fault());
            assertThat(whole.fault().isEmpty()).isEqualTo(text.equals("a\r\nb"));
        }
    }
}
