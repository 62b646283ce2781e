package org.letterlock.engine.control;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.delivery.DomainKeys;
import org.letterlock.engine.delivery.ReportInbox;
import org.letterlock.engine.directory.DkimKey;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.protocol.DnsRecord;

/** What the owner of a domain has to publish in the DNS, so that others send to it and believe what it sends. */
final class PublishedRecords {

    private static final int MAX_STRING = 255;

    private final DomainKeys keys;
    private final Clock clock;
    private final String hostname;

    PublishedRecords(DomainKeys keys, String hostname, Clock clock) {
        this.keys = keys;
        this.hostname = hostname;
        this.clock = clock;
    }

    List<DnsRecord> of(DomainName domain) {
        String name = domain.ascii();
        List<DnsRecord> records = new ArrayList<>();
        records.add(new DnsRecord(name, "MX", "10 " + hostname + ".", "MX"));
        records.add(new DnsRecord(name, "TXT", text("v=spf1 mx -all"), "SPF"));
        keys.all(domain).stream().filter(key -> !isOver(key)).forEach(key -> records.add(of(domain, key)));
        records.add(new DnsRecord(
                "_dmarc." + name, "TXT", text("v=DMARC1; p=none; rua=mailto:" + ReportInbox.of(domain)), "DMARC"));
        records.add(new DnsRecord(
                "_smtp._tls." + name, "TXT", text("v=TLSRPTv1; rua=mailto:" + ReportInbox.of(domain)), "TLS reports"));
        return List.copyOf(records);
    }

    /** The record of one key. */
    static DnsRecord of(DomainName domain, DkimKey key) {
        return new DnsRecord(key.selector() + "._domainkey." + domain.ascii(), "TXT", text(key.record()), "DKIM");
    }

    /** Whether the record of a key should go. */
    boolean isOver(DkimKey key) {
        return keys.removableFrom(key).filter(clock.instant()::isAfter).isPresent();
    }

    /** A text in strings as long as the DNS lets them be (RFC 1035 §3.3). */
    private static String text(String value) {
        StringBuilder strings = new StringBuilder();
        for (int at = 0; at < value.length(); at += MAX_STRING) {
            strings.append(at == 0 ? "\"" : " \"")
                    .append(value, at, Math.min(value.length(), at + MAX_STRING))
                    .append('"');
        }
        return strings.toString();
    }
}
