package org.letterlock.desktop.dnsplan;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.protocol.DnsRecord;

/**
 * A record that mail needs.
 *
 * @param purpose what for
 */
public record PlannedRecord(Purpose purpose, DnsRecord record) {

    /** What records are for. */
    public enum Purpose {
        /** Where the mail server is. */
        ADDRESS,
        /** Who takes mail. */
        EXCHANGER,
        /** Who may send (RFC 7208). */
        SPF,
        /** By which keys letters are signed (RFC 6376). */
        DKIM,
        /** What others are to do about letters that are not ours (RFC 7489). */
        DMARC,
        /** Where others tell how TLS went (RFC 8460). */
        TLS_REPORTS,
        /** Something that this app does not know. */
        OTHER;

        private static Purpose of(String word) {
            return switch (word) {
                case "address" -> ADDRESS;
                case "MX" -> EXCHANGER;
                case "SPF" -> SPF;
                case "DKIM" -> DKIM;
                case "DMARC" -> DMARC;
                case "TLS reports" -> TLS_REPORTS;
                default -> OTHER;
            };
        }
    }

    /**
     * All that a domain needs: where the server is, and what its engine says.
     *
     * @param hostname of the server
     * @param addresses of the server, numeric
     * @param wanted by its engine
     */
    public static List<PlannedRecord> of(String hostname, List<String> addresses, List<DnsRecord> wanted) {
        List<PlannedRecord> all = new ArrayList<>();
        for (String address : addresses) {
            DnsRecord record = new DnsRecord(hostname, address.indexOf(':') < 0 ? "A" : "AAAA", address, "address");
            all.add(new PlannedRecord(Purpose.ADDRESS, record));
        }
        wanted.forEach(record -> all.add(new PlannedRecord(Purpose.of(record.purpose()), record)));
        return List.copyOf(all);
    }
}
