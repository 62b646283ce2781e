package org.letterlock.desktop.dnsplan;

import java.util.List;
import org.letterlock.protocol.DnsRecord;

/** What an engine and a server want to stand in {@code example.org}. */
public final class PlannedRecords {

    private PlannedRecords() {}

    /** The same as an engine of this release says, with a key of usual length. */
    public static List<PlannedRecord> usual() {
        String key = "v=DKIM1; k=rsa; p=" + "A".repeat(392);
        return PlannedRecord.of(
                "mail.example.org",
                List.of("203.0.113.5", "2001:db8::5"),
                List.of(
                        new DnsRecord("example.org", "MX", "10 mail.example.org.", "MX"),
                        new DnsRecord("example.org", "TXT", "\"v=spf1 mx -all\"", "SPF"),
                        new DnsRecord("ll1._domainkey.example.org", "TXT", TextStrings.quote(key), "DKIM"),
                        new DnsRecord(
                                "_dmarc.example.org",
                                "TXT",
                                "\"v=DMARC1; p=none; rua=mailto:postmaster@example.org\"",
                                "DMARC"),
                        new DnsRecord(
                                "_smtp._tls.example.org",
                                "TXT",
                                "\"v=TLSRPTv1; rua=mailto:postmaster@example.org\"",
                                "TLS reports")));
    }
}
