package org.letterlock.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.net.Cut;

/** Replies, written and read. */
final class SmtpReplyTest {

    private static final SmtpReplyParser PARSER = SmtpReplyParser.STANDARD;

    private static SmtpReply read(String text) {
        byte[] octets = Cuts.octets(text);
        return ((SmtpReplyParser.Answer.Reply) Cuts.element(PARSER, octets, octets.length)).reply();
    }

    @Test
    void readsWhatItWrites() {
        for (SmtpReply reply : List.of(
                SmtpReply.bare(220, "mx.example.test ESMTP"),
                SmtpReply.bare(354, "go"),
                SmtpReply.of(550, 1, 1, "No such mailbox"),
                new SmtpReply(250, Optional.empty(), List.of("mx.example.test", "PIPELINING", "SIZE 1000")),
                new SmtpReply(451, Optional.of(new StatusCode(4, 3, 0)), List.of("one", "", "three")))) {
            assertThat(read(new String(reply.encode(), java.nio.charset.StandardCharsets.UTF_8)))
                    .isEqualTo(reply);
        }
    }

    @Test
    void readsRepliesOfOtherServers() {
        assertThat(read("250\r\n").lines()).containsExactly("");
        assertThat(read("250-a\r\n250-b\r\n250 c\r\n").lines()).containsExactly("a", "b", "c");
        assertThat(read("550 5.1.1\r\n").status()).contains(new StatusCode(5, 1, 1));
        SmtpReply disagreeing = read("450 5.1.1 odd\r\n");
        assertThat(disagreeing.status()).isEmpty();
        assertThat(disagreeing.text()).isEqualTo("5.1.1 odd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n",
                "25\r\n",
                "\r\n",
                "250-a\r\n251 b\r\n",
                "250_x\r\n",
                "199 x\r\n",
                "600 x\r\n",
                "2500\r\n",
                "250 a\n\r\n"
            })
    void refusesWhatIsNoReply(String text) {
        Cut<SmtpReplyParser.Answer> cut = PARSER.cut(ByteBuffer.wrap(Cuts.octets(text)));
        assertThat(cut).isInstanceOf(Cut.Done.class);
        assertThat(((Cut.Done<SmtpReplyParser.Answer>) cut).value())
                .isInstanceOf(SmtpReplyParser.Answer.Malformed.class);
    }

    @Test
    void keepsItsLimits() {
        SmtpReplyParser small = new SmtpReplyParser(10, 2);
        assertThat(small.cut(ByteBuffer.wrap(Cuts.octets("250 abcd\r\n")))).isInstanceOf(Cut.Done.class);
        assertThat(value(small, "250 abcd\r\n")).isInstanceOf(SmtpReplyParser.Answer.Reply.class);
        assertThat(value(small, "250 abcde\r\n")).isInstanceOf(SmtpReplyParser.Answer.Malformed.class);
        assertThat(value(small, "250 abcdefg")).isInstanceOf(SmtpReplyParser.Answer.Malformed.class);
        assertThat(value(small, "250-a\r\n250 b\r\n")).isInstanceOf(SmtpReplyParser.Answer.Reply.class);
        assertThat(value(small, "250-a\r\n250-b\r\n")).isInstanceOf(SmtpReplyParser.Answer.Malformed.class);
    }

    private static SmtpReplyParser.Answer value(SmtpReplyParser parser, String text) {
        return ((Cut.Done<SmtpReplyParser.Answer>) parser.cut(ByteBuffer.wrap(Cuts.octets(text)))).value();
    }

    @Test
    void survivesNoise() {
        Random random = new Random(7);
        String alphabet = "0125-. \r\nab\u0000\u00ff";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] octets = Cuts.octets(text.toString());
            if (PARSER.cut(ByteBuffer.wrap(octets)) instanceof Cut.Done<SmtpReplyParser.Answer>(var v, int taken)) {
                assertThat(taken).isBetween(1, octets.length);
            }
        }
    }

    @Test
    void cannotContradictItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SmtpReply(550, Optional.of(new StatusCode(4, 0, 0)), List.of("x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SmtpReply(250, Optional.empty(), List.of("a\r\n250 b")));
    }
}
