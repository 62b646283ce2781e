package org.letterlock.engine.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.Wire;

class MessageEncoderTest {

    private static final String[] PIECES = {"\r\n", "\r\n", ".", ".", "a", "..", "\r\n.\r\n", "x".repeat(500), "\u00fc"
    };

    private static byte[] encode(byte[] content, boolean data) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Wire wire = (Wire) Proxy.newProxyInstance(
                Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (_, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("write");
                    sent.write((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                    return null;
                });
        MessageEncoder encoder = new MessageEncoder(wire);
        MessageEncoder.Result result =
                data ? encoder.writeData(Octets.of(content)) : encoder.writeChunk(Octets.of(content));
        assertThat(result).isEqualTo(MessageEncoder.Result.WRITTEN);
        return sent.toByteArray();
    }

    /** Undoes dot-stuffing by the words of RFC 5321 §4.5.2, line by line. */
    private static String decode(String wire) {
        StringBuilder out = new StringBuilder();
        String[] lines = wire.split("\r\n", -1);
        assertThat(lines[lines.length - 1]).isEmpty();
        for (int i = 0; i < lines.length - 1; i++) {
            if (lines[i].equals(".")) {
                assertThat(i).as("the only lone dot is the last line").isEqualTo(lines.length - 2);
                return out.toString();
            }
            out.append(lines[i].startsWith(".") ? lines[i].substring(1) : lines[i])
                    .append("\r\n");
        }
        throw new AssertionError("no end of data");
    }

    @Test
    void whatIsDecodedIsWhatWasEncodedAndNothingElseEndsTheData() throws IOException {
        Random random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            int pieces = random.nextInt(80);
            for (int i = 0; i < pieces; i++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
            String wire = new String(encode(content, true), StandardCharsets.UTF_8);
            assertThat(wire.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
            String whole = text.isEmpty() || text.toString().endsWith("\r\n") ? text.toString() : text + "\r\n";
            assertThat(decode(wire)).isEqualTo(whole);
            assertThat(encode(content, false)).isEqualTo(content);
        }
    }

    @Test
    void aBareLineBreakIsRefusedWhereverItIs() throws IOException {
        for (int before = 0; before < 40_000; before += 1_111) {
            for (String bare : new String[] {"\r", "\n", "\n\r", "\r\r\n", "\r.\r\n", "\n.\r\n"}) {
                byte[] content = ("x".repeat(before) + bare).getBytes(StandardCharsets.US_ASCII);
                Wire wire = (Wire) Proxy.newProxyInstance(
                        Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (_, _, _) -> null);
                assertThat(new MessageEncoder(wire).writeData(Octets.of(content)))
                        .isEqualTo(MessageEncoder.Result.BARE_LINE_BREAK);
            }
        }
    }
}
