package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.Octets;

/** Letters by hand, each beside a dump of what is to be seen in it. */
class GoldenMessagesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alternative",
                "attachments",
                "bare-linefeeds",
                "body-only",
                "childless",
                "digest",
                "eight-bit-header",
                "encoded-message",
                "encoded-words",
                "forwarded",
                "gb18030",
                "groups",
                "html-only",
                "junk-in-header",
                "no-body",
                "no-final-boundary",
                "outer-ends-inner",
                "plain",
                "prefix-boundaries",
                "report",
                "shift-jis",
                "utf8-header"
            })
    void readsAsWrittenDown(String name) throws IOException {
        byte[] message = resource(name + ".eml");
        ScannedMessage scanned = MimeChecks.checked(message);
        SearchText text = SearchText.of(Octets.of(message), scanned);
        String dump = MimeChecks.dump(scanned)
                + "search subject=" + text.subject() + "\n"
                + "search from=" + text.from() + " to=" + text.to() + " cc=" + text.cc() + " bcc=" + text.bcc() + "\n"
                + "search body=" + text.body() + "\n"
                + "search names=" + text.attachmentNames().replace('\n', '|') + "\n";
        assertThat(dump).isEqualTo(new String(resource(name + ".txt"), StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenMessagesTest.class.getResourceAsStream("golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            return java.util.Objects.requireNonNull(in).readAllBytes();
        }
    }
}
