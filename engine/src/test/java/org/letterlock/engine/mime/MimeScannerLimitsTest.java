package org.letterlock.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.MimeScanner.Limits;

/** Messages that were made to hurt. None of them takes a noticeable time or more memory than it is large. */
class MimeScannerLimitsTest {

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int depth(MimePart part) {
        int depth = 1;
        MimePart at = part;
        while (!at.children().isEmpty()) {
            at = at.children().getFirst();
            depth++;
        }
        return depth;
    }

    @Test
    void deepMultipartsEndAtTheLimit() throws IOException {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        message.append("\r\nend\r\n");
        for (int i = 999; i >= 0; i--) {
            message.append("--b").append(i).append("--\r\n");
        }
        ScannedMessage scanned = MimeChecks.checked(bytes(message));
        assertThat(depth(scanned.root())).isEqualTo(100);
    }

    @Test
    void deepMessagesEndAtTheLimit() throws IOException {
        byte[] message = bytes("Content-Type: message/rfc822\r\n\r\n".repeat(1_000) + "\r\nend\r\n");
        assertThat(depth(MimeChecks.checked(message).root())).isEqualTo(100);
        Limits two = new Limits(2, 10, 1024);
        assertThat(depth(MimeScanner.scan(Octets.of(message), two).root())).isEqualTo(2);
    }

    @Test
    void partsBeyondTheLimitAreNotTakenApart() throws IOException {
        byte[] message = bytes(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(20_000) + "--b--\r\n");
        MimePart root = MimeChecks.checked(message).root();
        assertThat(root.children()).hasSize(9_999);
        assertThat(root.children().getLast().size()).isGreaterThan(90_000);
    }

    @Test
    void aHundredThousandFieldsAreReadUpToTheLimit() throws IOException {
        byte[] message =
                bytes("Subject: first\r\n" + "X: y\r\n".repeat(100_000) + "From: a@example.test\r\n\r\nbody\r\n");
        ScannedMessage scanned = MimeChecks.checked(message);
        assertThat(scanned.envelope().subject()).contains("first");
        assertThat(scanned.envelope().from()).isEmpty();
        assertThat(scanned.root().size()).isEqualTo(6);
    }

    @Test
    void manyLargeHeadersAreNotAllLookedAt() throws IOException {
        String part = "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: s\r\n" + "X: y\r\n".repeat(2_000) + "\r\n";
        byte[] message = bytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(1_000) + "--b--\r\n");
        MimePart root = MimeScanner.scan(Octets.of(message), Limits.DEFAULT).root();
        assertThat(root.children()).hasSize(1_000);
        assertThat(root.children().getFirst().envelope().orElseThrow().subject())
                .contains("s");
        assertThat(root.children().getLast().type()).isEqualTo("text");
        byte[] small = bytes("Subject: 0123456789\r\nFrom: a@example.test\r\n\r\nbody");
        for (int octets = 0; octets < 60; octets++) {
            MimePart seen = MimeScanner.scan(Octets.of(small), new Limits(10, 10, octets))
                    .root();
            assertThat(seen.size()).isEqualTo(4);
        }
    }

    @Test
    void addressesBeyondTheLimitAreLeftOut() throws IOException {
        byte[] one = bytes("To: " + "a@b,".repeat(100_000) + "\r\nFrom: me@example.test\r\n\r\n");
        assertThat(MimeScanner.scan(Octets.of(one), new Limits(10, 10, 1 << 20))
                        .envelope()
                        .to())
                .hasSize(9_999);
        byte[] many = bytes("To: a@b\r\n".repeat(100_000) + "\r\n");
        assertThat(MimeChecks.checked(many).envelope().to()).hasSize(10_000);
    }

    @Test
    void aLineOfTenMegabytesPasses() throws IOException {
        byte[] message = new byte[10_000_000];
        Arrays.fill(message, (byte) 'a');
        MimeChecks.checked(message);
        System.arraycopy(bytes("Subject: s\r\n\r\n"), 0, message, 0, 14);
        assertThat(MimeChecks.checked(message).root().size()).isEqualTo(message.length - 14);
    }

    @Test
    void dashesWithoutEndAreNoDelimiters() throws IOException {
        String nested = "Content-Type: multipart/mixed; boundary=";
        StringBuilder message = new StringBuilder();
        String boundary = "-".repeat(60);
        for (int i = 0; i < 90; i++) {
            message.append(nested)
                    .append(boundary)
                    .append(i)
                    .append("\r\n\r\n--")
                    .append(boundary)
                    .append(i)
                    .append("\r\n");
        }
        message.append("\r\n").append(("-".repeat(64) + "\r\n").repeat(100_000));
        assertThat(depth(MimeChecks.checked(bytes(message)).root())).isEqualTo(91);
    }

    @Test
    void hostileFieldsAreReadInLinearTime() throws IOException {
        int size = 200_000;
        String[] values = {
            "(".repeat(size),
            "\"".repeat(size),
            "<".repeat(size),
            "=?a?q?".repeat(size / 6),
            "=?utf-8?q?a?= ".repeat(size / 14),
            "a:".repeat(size / 2),
            "a; ".repeat(size / 3),
            "\\".repeat(size),
            "@".repeat(size),
            "a ".repeat(size / 2),
            "x/y;a*" + "0*=%41;a*1=".repeat(size / 11),
            "'%".repeat(size / 2)
        };
        String[] names = {"From", "To", "Subject", "Content-Type", "Content-Disposition", "References"};
        for (String name : names) {
            for (String value : values) {
                MimeChecks.checked(bytes(name + ": " + value + "\r\n\r\nbody"));
            }
        }
    }

    @Test
    void hostileMarkupIsReadInLinearTime() throws IOException {
        for (String piece :
                new String[] {"<div>", "<b>", "<table><tr><td>", "<a href='", "<!--", "&", "<p><font size=1>"}) {
            byte[] message = bytes("Content-Type: text/html\r\n\r\n" + piece.repeat(300_000 / piece.length()));
            MimeChecks.checked(message);
        }
    }

    @Test
    void everyPrefixOfANestedMessageIsRead() throws IOException {
        byte[] message = bytes(NESTED);
        for (int length = 0; length <= message.length; length++) {
            MimeChecks.checked(Arrays.copyOf(message, length));
        }
        byte[] unix = bytes(NESTED.replace("\r\n", "\n"));
        for (int length = 0; length <= unix.length; length++) {
            MimeChecks.checked(Arrays.copyOf(unix, length));
        }
    }

    @Test
    void everyOctetMayBeAnother() throws IOException {
        byte[] message = bytes(NESTED);
        for (int i = 0; i < message.length; i++) {
            for (int octet : new int[] {0, '\n', '-', '"'}) {
                byte[] other = message.clone();
                other[i] = (byte) octet;
                MimeChecks.checked(other);
            }
        }
    }

    @Test
    void linesMayLieAcrossBlocks() throws IOException {
        for (int pad = 65_400; pad < 65_560; pad++) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes(bytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "x".repeat(pad)));
            message.writeBytes(bytes("\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n"));
            MimePart root = MimeChecks.checked(message.toByteArray()).root();
            assertThat(root.children()).hasSize(2);
            assertThat(root.children().getFirst().size()).isEqualTo(3);
        }
    }

    private static final String NESTED = """
            From: "A \\" b" <a@example.test>\r
            Content-Type: multipart/mixed; boundary="out"\r
            \r
            pre\r
            --out\r
            Content-Type: multipart/alternative; boundary=out2\r
            \r
            --out2\r
            Content-Type: text/plain; charset=iso-2022-jp\r
            Content-Transfer-Encoding: base64\r
            \r
            GyRCRnxLXBsoQg==\r
            --out2\r
            Content-Type: text/html\r
            \r
            <p>x</p>\r
            --out2--\r
            --out\r
            Content-Type: message/rfc822\r
            \r
            Subject: =?utf-8?b?w6Q=?=\r
            Content-Type: multipart/digest; boundary=d\r
            \r
            --d\r
            \r
            Subject: in digest\r
            \r
            text\r
            --d--\r
            --out--\r
            post\r
            """;
}
