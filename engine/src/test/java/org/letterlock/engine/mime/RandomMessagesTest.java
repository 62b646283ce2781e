package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages made at random, of which it is known where each part lies. */
class RandomMessagesTest {

    private record Expected(String type, int headerStart, int bodyStart, int bodyEnd, List<Expected> children) {
        String dump() {
            return type + " " + headerStart + " " + bodyStart + " " + bodyEnd
                    + children.stream().map(Expected::dump).toList();
        }
    }

    @Test
    void partsLieWhereTheyWerePut() throws IOException {
        for (int seed = 0; seed < 1_500; seed++) {
            Writer writer = new Writer(seed);
            Expected expected = writer.part(0, true);
            byte[] message = writer.out.toString().getBytes(StandardCharsets.ISO_8859_1);
            MimePart root = MimeChecks.checked(message).root();
            assertThat(dump(root)).as("seed %d", seed).isEqualTo(expected.dump());
        }
    }

    private static String dump(MimePart part) {
        return part.type() + "/" + part.subtype() + " " + part.headerStart() + " " + part.bodyStart() + " "
                + part.bodyEnd()
                + part.children().stream().map(RandomMessagesTest::dump).toList();
    }

    private static final class Writer {
        private final Random random;
        private final String lineBreak;
        private final StringBuilder out = new StringBuilder();
        private int boundaries;

        Writer(int seed) {
            random = new Random(seed);
            lineBreak = random.nextBoolean() ? "\r\n" : "\n";
        }

        private void line(String text) {
            out.append(text).append(lineBreak);
        }

        Expected part(int depth, boolean mayBeEmptyHeader) {
            int headerStart = out.length();
            int kind = depth > 5 ? 0 : random.nextInt(4);
            if (random.nextBoolean()) {
                line("X-Pad: " + "p".repeat(random.nextInt(50)));
            }
            return switch (kind) {
                case 1, 2 -> multipart(depth, headerStart);
                case 3 -> message(depth, headerStart);
                default -> leaf(headerStart, mayBeEmptyHeader);
            };
        }

        private Expected leaf(int headerStart, boolean mayBeEmptyHeader) {
            boolean typed = !mayBeEmptyHeader || random.nextBoolean();
            if (typed) {
                line("Content-Type: text/html;" + lineBreak + "\tcharset=utf-8");
            }
            line("");
            int bodyStart = out.length();
            for (int i = random.nextInt(4); i > 0; i--) {
                line(new String[] {"", "text", "--", "--b", "--bx99", "-- b0", "--b0x", " --b0", "----"}
                        [random.nextInt(9)]);
            }
            out.append("last");
            return new Expected(typed ? "text/html" : "text/plain", headerStart, bodyStart, out.length(), List.of());
        }

        private Expected message(int depth, int headerStart) {
            line("content-type: MESSAGE/RFC822");
            line("");
            int bodyStart = out.length();
            Expected child = part(depth + 1, true);
            return new Expected("message/rfc822", headerStart, bodyStart, out.length(), List.of(child));
        }

        private Expected multipart(int depth, int headerStart) {
            // Each boundary is the beginning of those of deeper parts.
            String boundary = "b" + "0".repeat(depth) + boundaries++;
            line("Content-Type: multipart/mixed;" + (random.nextBoolean() ? " x=y;" : "") + lineBreak + " boundary=\""
                    + boundary + "\"");
            line("");
            int bodyStart = out.length();
            if (random.nextBoolean()) {
                line("preamble");
            }
            List<Expected> children = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                line("--" + boundary + (random.nextInt(4) == 0 ? " \t" : ""));
                children.add(part(depth + 1, true));
                out.append(lineBreak);
            }
            boolean closed = random.nextInt(4) > 0;
            if (closed) {
                out.append("--").append(boundary).append("--");
                if (random.nextBoolean()) {
                    out.append(lineBreak).append("epilogue");
                }
                return new Expected("multipart/mixed", headerStart, bodyStart, out.length(), children);
            }
            out.setLength(out.length() - lineBreak.length());
            return new Expected("multipart/mixed", headerStart, bodyStart, out.length(), children);
        }
    }
}
