package org.letterlock.engine.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.Octets;

/** Reports whose senders mean no good. */
final class ReportLimitsTest {

    private static final ReportReader READER =
            new ReportReader(new ReportReader.Limits(1 << 20, 1 << 20, 20_000, 1_000, 3));

    private static final String RECORD = """
            <record><row><source_ip>192.0.2.%d</source_ip><count>2</count><policy_evaluated><disposition>none</disposition>\
            <dkim>fail</dkim><spf>pass</spf></policy_evaluated></row></record>""";

    private static final String NAMELESS = "<feedback>%s</feedback>";

    private static String feedback(String records) {
        return "<feedback><report_metadata><org_name>Example</org_name><report_id>1</report_id></report_metadata>"
                + "<policy_published><domain>example.test</domain></policy_published>" + records + "</feedback>";
    }

    private static Report read(byte[] octets) throws IOException {
        return READER.aggregate(new ByteArrayInputStream(octets));
    }

    private static Report read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(octets);
        }
        return out.toByteArray();
    }

    private static byte[] zip(String name, byte[] octets, String second, byte[] more) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream packed = new ZipOutputStream(out)) {
            packed.putNextEntry(new ZipEntry(name));
            packed.write(octets);
            packed.putNextEntry(new ZipEntry(second));
            packed.write(more);
        }
        return out.toByteArray();
    }

    private static void assertRefused(byte[] octets, String reason) {
        assertThatThrownBy(() -> read(octets))
                .isInstanceOf(ReportException.class)
                .hasMessage(reason);
    }

    private static void assertRefused(String text, String reason) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), reason);
    }

    @Test
    void takesNoMoreOutOfAContainerThanAllowed() throws IOException {
        String report = feedback(RECORD.formatted(1));
        byte[] fits = (report + " ".repeat((1 << 20) - report.length())).getBytes(StandardCharsets.US_ASCII);
        byte[] larger = (report + " ".repeat((1 << 20) - report.length() + 1)).getBytes(StandardCharsets.US_ASCII);
        assertThat(read(gzip(fits))).isInstanceOf(DmarcReport.class);
        assertRefused(gzip(larger), "it is larger than a report may be");
        byte[] bomb = gzip(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(1 << 18);
        assertRefused(bomb, "it is neither XML nor JSON");
        assertRefused(
                zip("many/", new byte[64 << 20], "report.xml", report.getBytes(StandardCharsets.US_ASCII)),
                "it is larger than a report may be");
    }

    @Test
    void opensTheFirstFileOfAnArchiveAndTwoLayersAtMost() throws IOException {
        byte[] report = feedback(RECORD.formatted(1)).getBytes(StandardCharsets.US_ASCII);
        assertThat(read(zip("report.xml", report, "other", new byte[9]))).isInstanceOf(DmarcReport.class);
        assertThat(read(zip("__MACOSX/._report.xml", new byte[9], "report.xml", report)))
                .isInstanceOf(DmarcReport.class);
        assertThat(read(gzip(gzip(report)))).isInstanceOf(DmarcReport.class);
        assertRefused(gzip(gzip(gzip(report))), "it is packed too often");
    }

    @Test
    void refusesAContainerThatIsCut() throws IOException {
        byte[] whole = gzip(feedback(RECORD.formatted(1)).getBytes(StandardCharsets.US_ASCII));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(ReportException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'<!DOCTYPE feedback [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>', &b;",
        "'<!DOCTYPE feedback [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>', &a;",
        "'<!DOCTYPE feedback>', x",
        "'', &a;"
    })
    void knowsNoDocumentTypesAndNoEntities(String type, String name) {
        assertThatThrownBy(() -> read(type + feedback("").replace("<org_name>Example", "<org_name>" + name)))
                .isInstanceOf(ReportException.class);
    }

    @Test
    void fetchesNothing() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
            assertThatThrownBy(() -> read("<!DOCTYPE feedback SYSTEM \"" + url + "\">" + feedback("")))
                    .isInstanceOf(ReportException.class);
            assertThatThrownBy(
                            () -> read("<!DOCTYPE feedback [<!ENTITY % a SYSTEM \"" + url + "\"> %a;]>" + feedback("")))
                    .isInstanceOf(ReportException.class);
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void takesNoMoreRecordsThanAllowed() throws IOException {
        DmarcReport most = (DmarcReport) read(feedback(RECORD.formatted(1).repeat(1_000)));
        assertThat(most.rows())
                .hasSize(1)
                .first()
                .satisfies(row -> assertThat(row.letters()).isEqualTo(2_000));
        assertRefused(feedback(RECORD.formatted(1).repeat(1_001)), "it has too many records");
    }

    @Test
    void sumsUpWhatIsBeyondTheRowsThatAreToldApart() throws IOException {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            records.append(RECORD.formatted(1).replace("192.0.2.1", "10.0." + i / 250 + "." + i % 250));
        }
        ReportReader wide = new ReportReader(ReportReader.Limits.DEFAULT);
        DmarcReport report = (DmarcReport) wide.aggregate(
                new ByteArrayInputStream(feedback(records.toString()).getBytes(StandardCharsets.US_ASCII)));
        assertThat(report.rows()).hasSize(DmarcReport.MOST_ROWS + 1);
        assertThat(report.rows().getLast().source()).isEmpty();
        assertThat(report.rows().stream().mapToLong(DmarcReport.Row::letters).sum())
                .isEqualTo(3_000);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertRefused(
                "<feedback>" + "<a>".repeat(31) + "<b>" + "</b>" + "</a>".repeat(31) + "</feedback>",
                "it is nested too deep");
        assertRefused("{\"policies\":" + "[".repeat(100_000), "its JSON is not well-formed");
        assertRefused("{\"x\":" + "[".repeat(100_000), "its JSON is not well-formed");
    }

    @ParameterizedTest
    @CsvSource({
        "99999999999999999999, 0",
        "-5, 0",
        "abc, 0",
        "1000000001, 1000000000",
        "7, 7",
    })
    void boundsWhatIsCounted(String said, long counted) throws IOException {
        DmarcReport report = (DmarcReport) read(feedback(RECORD.formatted(1).replace("<count>2", "<count>" + said)));
        assertThat(report.rows().getFirst().letters()).isEqualTo(counted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999 999", "nobody", "", "example.test", "1.2.3.4.5", "<script/>"})
    void takesNoSourceThatIsNoAddress(String said) throws IOException {
        DmarcReport report = (DmarcReport) read(feedback(RECORD.formatted(1).replace("192.0.2.1", said)));
        assertThat(report.rows().getFirst().source()).isEmpty();
    }

    @Test
    void makesNamesHarmless() throws IOException {
        DmarcReport report =
                (DmarcReport) read(feedback("").replace("Example", "\u202eelpmaxE\nnext" + "x".repeat(5_000)));
        assertThat(report.organization())
                .startsWith("\\u202eelpmaxE\\u000anext")
                .hasSizeLessThan(240);
    }

    @Test
    void aLetterCutAnywhereIsReadOrRefused() throws IOException {
        String letter = "From: Mail Delivery <mailer-daemon@example.net>\r\nTo: anna@example.test\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                + "--b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                + "Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; ben@example.net\r\n"
                + "Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 no room\r\n"
                + "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: Anna <anna@example.test>\r\n\r\nHello\r\n--b--\r\n";
        byte[] octets = letter.getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length <= octets.length; length++) {
            Reading reading =
                    READER.read(Octets.of(java.util.Arrays.copyOf(octets, length)), true, ReportReader.Wanted.RETURNED);
            assertThat(reading).isNotInstanceOf(Reading.Unreadable.class);
        }
        Reading.Read read = (Reading.Read) READER.read(Octets.of(octets), true, ReportReader.Wanted.RETURNED);
        Bounces bounces = (Bounces) read.report();
        assertThat(bounces.author().orElseThrow().ascii()).isEqualTo("example.test");
        Bounces.Bounce bounce = bounces.recipients().getFirst();
        assertThat(bounce.domain().orElseThrow().ascii()).isEqualTo("example.net");
        assertThat(bounce.reason()).isEqualTo(BounceReason.MAILBOX_FULL);
        assertThat(bounce.delayed()).isFalse();
    }

    /** A letter that brings files, each packed. */
    private static Octets letter(String... files) throws IOException {
        StringBuilder letter = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (String file : files) {
            letter.append("--b\r\nContent-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                    .append(Base64.getMimeEncoder().encodeToString(gzip(file.getBytes(StandardCharsets.US_ASCII))))
                    .append("\r\n");
        }
        return Octets.of(letter.append("--b--\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static Reading read(Octets letter) throws IOException {
        return READER.read(letter, false, ReportReader.Wanted.ALL);
    }

    @Test
    void looksNoFurtherThanTheThirdPartThatIsNoReport() throws IOException {
        String good = feedback(RECORD.formatted(1));
        String bad = NAMELESS.formatted("");
        assertThat(read(letter(bad, bad, good))).isInstanceOf(Reading.Read.class);
        assertThat(read(letter(bad, bad, bad, good))).isEqualTo(new Reading.Unreadable("it has no report id"));
    }

    @Test
    void allPartsOfALetterTogetherHaveNoMoreOctetsThanOneMayHave() throws IOException {
        String good = feedback(RECORD.formatted(1));
        int room = (1 << 20) - good.length() - NAMELESS.formatted("").length();
        assertThat(read(letter(NAMELESS.formatted(" ".repeat(room)), good))).isInstanceOf(Reading.Read.class);
        assertThat(read(letter(NAMELESS.formatted(" ".repeat(room + 1)), good))).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void allPartsOfALetterTogetherHaveNoMoreElementsThanOneMayHave() throws IOException {
        String good = feedback("");
        int others = (int) good.chars().filter(c -> c == '/').count() + 1;
        int most = 20_000 - others;
        assertThat(read(letter(NAMELESS.formatted("<b/>".repeat(most)), good))).isInstanceOf(Reading.Read.class);
        assertThat(read(letter(NAMELESS.formatted("<b/>".repeat(most + 1)), good)))
                .isInstanceOf(Reading.Unreadable.class);
        assertRefused(NAMELESS.formatted("<b/>".repeat(20_000)), "it has too many elements");
    }

    @Test
    void allPartsOfALetterTogetherHaveNoMoreRecordsThanOneMayHave() throws IOException {
        String good = feedback(RECORD.formatted(1));
        assertThat(read(letter(NAMELESS.formatted("<record/>".repeat(999)), good)))
                .isInstanceOf(Reading.Read.class);
        assertThat(read(letter(NAMELESS.formatted("<record/>".repeat(1_000)), good)))
                .isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void longNamesAroundManyElementsAreNotCopiedForEachOfThem() throws IOException {
        String name = "n".repeat(900);
        String report =
                feedback(("<" + name + ">").repeat(30) + "<b/>".repeat(15_000) + ("</" + name + ">").repeat(30));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(read(report)).isInstanceOf(DmarcReport.class);
        // Copied, they would be 15,000 times 27,000 octets.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(32 << 20);
    }

    @Test
    void readsNoLetterThatIsTooLong() throws IOException {
        byte[] packed = gzip(feedback(RECORD.formatted(1)).getBytes(StandardCharsets.US_ASCII));
        String letter = "Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed);
        byte[] fits = java.util.Arrays.copyOf(letter.getBytes(StandardCharsets.US_ASCII), 1 << 20);
        byte[] longer = java.util.Arrays.copyOf(fits, fits.length + 1);
        assertThat(READER.read(Octets.of(fits), false, ReportReader.Wanted.ALL)).isInstanceOf(Reading.Read.class);
        assertThat(READER.read(Octets.of(longer), false, ReportReader.Wanted.ALL))
                .isEqualTo(new Reading.Unreadable("it is larger than a report may be"));
        assertThat(READER.read(Octets.of(longer), true, ReportReader.Wanted.RETURNED))
                .isEqualTo(new Reading.NoReport());
    }

    @Test
    void tellsOfNoMoreThanFiftyRecipients() throws IOException {
        StringBuilder letter = new StringBuilder("Content-Type: message/delivery-status\r\n\r\n");
        for (int i = 0; i < 500; i++) {
            letter.append("Final-Recipient: rfc822; a@d")
                    .append(i)
                    .append(".test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n");
        }
        Reading.Read read = (Reading.Read) READER.read(
                Octets.of(letter.toString().getBytes(StandardCharsets.US_ASCII)), true, ReportReader.Wanted.RETURNED);
        assertThat(((Bounces) read.report()).recipients()).hasSize(50);
    }
}
