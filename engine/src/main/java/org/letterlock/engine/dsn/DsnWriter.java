package org.letterlock.engine.dsn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.letterlock.engine.mail.Octets;

/**
 * Writes notifications: multipart/report with a text for people, the delivery status for programs, and what is returned of the letter (RFC 6522 §3, RFC 3464
 * §2). With addresses or letters that are not ASCII it takes the forms of RFC 6533 §4.
 */
public final class DsnWriter {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int FOLD_AT = 76;

    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param clock for the Date field
     * @param random for boundaries and message ids
     */
    public DsnWriter(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Writes one notification.
     *
     * @throws IOException when the letter cannot be read
     */
    public DsnLetter write(DsnReport report) throws IOException {
        boolean global = report.isInternationalized();
        ReturnedContent returned = ReturnedContent.of(report.letter(), report.headersOnly());
        String boundary = "=_" + token();
        StringBuilder head = new StringBuilder();
        header(head, report, boundary);
        part(head, boundary, "text/plain; charset=utf-8", global ? "8bit" : "7bit");
        head.append(ascii(DsnText.of(report), global));
        part(
                head,
                boundary,
                global ? "message/global-delivery-status" : "message/delivery-status",
                global ? "8bit" : "7bit");
        status(head, report, global);
        part(head, boundary, returnedType(returned.whole(), global), returned.hasEightBit() ? "8bit" : "7bit");

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(returned.octets());
        out.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return new DsnLetter(
                report.to(),
                Octets.of(out.toByteArray()),
                returned.hasEightBit() || !isAscii(head),
                global,
                report.requireTls());
    }

    private static boolean isAscii(CharSequence text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private String token() {
        byte[] bits = new byte[12];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    private void header(StringBuilder out, DsnReport report, String boundary) {
        String host = report.reportingMta().ascii();
        field(out, "Date", DATE.format(clock.instant()));
        field(out, "From", "Mail delivery <MAILER-DAEMON@" + host + ">");
        field(out, "To", "<" + report.to() + ">");
        field(out, "Subject", DsnText.subject(report.action()));
        field(out, "Message-ID", "<" + token() + "@" + host + ">");
        field(out, "Auto-Submitted", "auto-replied");
        field(out, "MIME-Version", "1.0");
        field(
                out,
                "Content-Type",
                "multipart/report; report-type="
                        + (report.isInternationalized() ? "global-delivery-status" : "delivery-status")
                        + "; boundary=\"" + boundary + "\"");
    }

    private static void part(StringBuilder out, String boundary, String type, String encoding) {
        out.append("\r\n--").append(boundary).append("\r\n");
        field(out, "Content-Type", type);
        field(out, "Content-Transfer-Encoding", encoding);
        out.append("\r\n");
    }

    private static String returnedType(boolean whole, boolean global) {
        if (whole) {
            return global ? "message/global" : "message/rfc822";
        }
        return global ? "message/global-headers" : "text/rfc822-headers";
    }

    private static void status(StringBuilder out, DsnReport report, boolean global) {
        report.envelopeId().ifPresent(id -> field(out, "Original-Envelope-Id", ascii(id, global)));
        field(out, "Reporting-MTA", "dns; " + report.reportingMta());
        field(out, "Arrival-Date", DATE.format(report.arrival()));
        for (DsnRecipient recipient : report.recipients()) {
            out.append("\r\n");
            recipient.original().ifPresent(o -> field(out, "Original-Recipient", typed(o, global)));
            field(
                    out,
                    "Final-Recipient",
                    recipient.address().isInternationalized()
                            ? "utf-8; " + recipient.address()
                            : "rfc822; " + recipient.address());
            field(out, "Action", report.action().word());
            field(out, "Status", recipient.status().toString());
            recipient.remote().ifPresent(remote -> field(out, "Remote-MTA", "dns; " + ascii(remote, false)));
            field(
                    out,
                    "Diagnostic-Code",
                    (recipient.remote().isPresent() ? "smtp; " : "x-letterlock; ")
                            + ascii(recipient.diagnostic(), global));
            recipient.lastAttempt().ifPresent(at -> field(out, "Last-Attempt-Date", DATE.format(at)));
            report.willRetryUntil().ifPresent(until -> field(out, "Will-Retry-Until", until(until)));
        }
    }

    private static String until(Instant instant) {
        return DATE.format(instant);
    }

    private static String typed(String original, boolean global) {
        int semicolon = original.indexOf(';');
        return semicolon < 0
                ? "rfc822; " + ascii(original, global)
                : ascii(original.substring(0, semicolon) + "; " + original.substring(semicolon + 1), global);
    }

    /** The text as it is where it may hold any character, else without those that are not ASCII. */
    private static String ascii(String text, boolean any) {
        if (any) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.append(c < 128 ? (char) c : '?'));
        return out.toString();
    }

    /** Writes a field, folded at spaces. What would end the line ends no line here. */
    private static void field(StringBuilder out, String name, String value) {
        int lineLength = name.length() + 1;
        out.append(name).append(':');
        for (String word : value.replaceAll("\\p{Cntrl}+", " ").strip().split(" +", -1)) {
            if (lineLength + 1 + word.length() > FOLD_AT && lineLength > name.length() + 1) {
                out.append("\r\n");
                lineLength = 0;
            }
            out.append(' ').append(word);
            lineLength += 1 + word.length();
        }
        out.append("\r\n");
    }
}
