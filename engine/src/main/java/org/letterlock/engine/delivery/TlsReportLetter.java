package org.letterlock.engine.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.report.TlsReport;

/** Writes the letter that brings a report on TLS (RFC 8460 §5.3), and signs it, which it must be (§3). Safe for any number of threads. */
public final class TlsReportLetter {

    private final LetterSigner signer;
    private final Clock clock;
    private final RandomGenerator random;

    public TlsReportLetter(LetterSigner signer, Clock clock, RandomGenerator random) {
        this.signer = signer;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The letter, for the null reverse-path: nobody needs to hear that it did not arrive.
     *
     * @param us the domain of ours that tells
     * @param about the domain that is told
     * @param packed {@code report}, as it is attached
     * @throws java.io.UncheckedIOException never but where memory cannot be read
     */
    public Octets write(DomainName us, DomainName about, EmailAddress to, TlsReport report, byte[] packed) {
        Instant now = clock.instant();
        EmailAddress from = ReportInbox.of(us);
        String boundary = "=_" + token();
        String file = us + "!" + about + "!" + report.begin().getEpochSecond() + "!"
                + report.end().getEpochSecond() + ".json.gz";
        byte[] header = Trace.octets("Date: " + Trace.date(now) + "\r\nFrom: <" + from + ">\r\nTo: <" + to
                + ">\r\nSubject: Report Domain: " + about + "\r\n Submitter: " + us + "\r\n Report-ID: <"
                + report.id() + ">\r\nMessage-ID: <" + token() + "@" + us + ">\r\nTLS-Report-Domain: " + about
                + "\r\nTLS-Report-Submitter: " + us + "\r\nTLS-Required: No\r\nAuto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=\"tlsrpt\";\r\n boundary=\""
                + boundary + "\"\r\n\r\n");
        String body = "--" + boundary + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
                + text(us, about, report) + "\r\n--" + boundary
                + "\r\nContent-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment;\r\n filename=\"" + file + "\"\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed) + "\r\n--" + boundary + "--\r\n";
        byte[] whole = Submission.join(header, body.getBytes(StandardCharsets.US_ASCII));
        byte[] signature = signer.sign(List.of(from), header, Octets.of(whole), header.length, now);
        return Octets.of(Submission.join(signature, whole));
    }

    private static String text(DomainName us, DomainName about, TlsReport report) {
        long successful = report.policies().stream()
                .mapToLong(TlsReport.PolicyResult::successful)
                .sum();
        long failed = report.policies().stream()
                .mapToLong(TlsReport.PolicyResult::failed)
                .sum();
        return "This is a report of " + us + "\r\non TLS with the mail servers of " + about + "\r\nfrom "
                + report.begin()
                + " to " + report.end() + ":\r\n" + successful + " sessions succeeded, " + failed
                + " failed. The part below tells why.\r\n";
    }

    private String token() {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
