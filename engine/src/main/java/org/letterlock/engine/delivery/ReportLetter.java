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
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.TlsReport;

/** Writes the letters that bring reports to other domains (RFC 8460 §5.3, RFC 9990 §3.5), and signs them, which they must be. Safe for any number of threads. */
public final class ReportLetter {

    private final LetterSigner signer;
    private final Clock clock;
    private final RandomGenerator random;

    public ReportLetter(LetterSigner signer, Clock clock, RandomGenerator random) {
        this.signer = signer;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Who is told of what.
     *
     * @param us the domain of ours that tells
     * @param about the domain that is told
     */
    public record About(DomainName us, DomainName about, EmailAddress to) {}

    /**
     * What a kind of report has of its own.
     *
     * @param fields of the header, each with its CRLF
     * @param file the end of the name that the report has
     */
    private record Form(
            String id,
            Instant begin,
            Instant end,
            String fields,
            String structure,
            String media,
            String file,
            String text) {}

    /**
     * One about TLS, for the null reverse-path: nobody needs to hear that it did not arrive.
     *
     * @param packed {@code report}, as it is attached
     */
    public Octets write(About about, TlsReport report, byte[] packed) {
        long successful = report.policies().stream()
                .mapToLong(TlsReport.PolicyResult::successful)
                .sum();
        long failed = report.policies().stream()
                .mapToLong(TlsReport.PolicyResult::failed)
                .sum();
        return write(
                about,
                new Form(
                        report.id(),
                        report.begin(),
                        report.end(),
                        "TLS-Report-Domain: " + about.about() + "\r\nTLS-Report-Submitter: " + about.us()
                                + "\r\nTLS-Required: No\r\n",
                        "multipart/report; report-type=\"tlsrpt\"",
                        "application/tlsrpt+gzip",
                        ".json.gz",
                        "on TLS with the mail servers of " + about.about() + "\r\nfrom " + report.begin() + " to "
                                + report.end() + ":\r\n" + successful + " sessions succeeded, " + failed
                                + " failed. The part below tells why.\r\n"),
                packed);
    }

    /**
     * One about letters in the name of the domain, for the null reverse-path, too.
     *
     * @param packed {@code report}, as it is attached
     */
    public Octets write(About about, DmarcFeedback report, byte[] packed) {
        long letters =
                report.letters().values().stream().mapToLong(Long::longValue).sum();
        return write(
                about,
                new Form(
                        report.id(),
                        report.begin(),
                        report.end(),
                        "",
                        "multipart/mixed",
                        "application/gzip",
                        ".xml.gz",
                        "on letters in the name of " + about.about() + "\r\nfrom " + report.begin() + " to "
                                + report.end() + ":\r\n" + letters
                                + " letters came. The part below tells where from, and whether DMARC passed.\r\n"),
                packed);
    }

    private Octets write(About about, Form form, byte[] packed) {
        Instant now = clock.instant();
        DomainName us = about.us();
        EmailAddress from = ReportInbox.of(us);
        String boundary = "=_" + token();
        String file = us + "!" + about.about() + "!" + form.begin().getEpochSecond() + "!"
                + form.end().getEpochSecond() + form.file();
        byte[] header = Trace.octets("Date: " + Trace.date(now) + "\r\nFrom: <" + from + ">\r\nTo: <" + about.to()
                + ">\r\nSubject: Report Domain: " + about.about() + "\r\n Submitter: " + us + "\r\n Report-ID: <"
                + form.id() + ">\r\nMessage-ID: <" + token() + "@" + us + ">\r\n" + form.fields()
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: " + form.structure() + ";\r\n boundary=\""
                + boundary + "\"\r\n\r\n");
        String body = "--" + boundary + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
                + "This is a report of " + us + "\r\n" + form.text() + "\r\n--" + boundary
                + "\r\nContent-Type: " + form.media() + "\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment;\r\n filename=\"" + file + "\"\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed) + "\r\n--" + boundary + "--\r\n";
        byte[] whole = Submission.join(header, body.getBytes(StandardCharsets.US_ASCII));
        byte[] signature = signer.sign(List.of(from), header, Octets.of(whole), header.length, now);
        return Octets.of(Submission.join(signature, whole));
    }

    private String token() {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
