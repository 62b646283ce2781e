package org.letterlock.desktop.dnsplan;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.DnsRecord;

/**
 * A record as it stands in a zone, or is to stand there.
 *
 * @param name in A-labels, lower case, without a trailing dot
 * @param value an address numeric, a name in lower case without a trailing dot, an MX as {@code 10 mail.example.org}, a text without quotes and in one piece, a character an octet
 * @param ttl in seconds
 * @param id by which the keeper of the zone knows it: an identifier, or its data to the octet, of which {@link #value} tells only what it means; null where it has none
 * @param proxied whether the keeper answers with addresses of its own instead, behind which no mail server can be reached
 */
public record ZoneRecord(
        String name,
        String type,
        String value,
        long ttl,
        @Nullable String id,
        boolean proxied) {

    /** One that is to stand there as it was planned, with another value. */
    static ZoneRecord planned(PlannedRecord planned, String value, long ttl) {
        DnsRecord record = planned.record();
        return new ZoneRecord(
                record.name().toLowerCase(Locale.ROOT), record.type(), plain(record.type(), value), ttl, null, false);
    }

    /** A value as {@link #value} has it. */
    static String plain(String type, String value) {
        return switch (type) {
            case "MX", "CNAME" -> {
                String lower = value.toLowerCase(Locale.ROOT);
                // The root stays what it is: a null MX is "0 ." (RFC 7505 §3).
                boolean dotted = lower.endsWith(".") && !lower.endsWith(" .") && !lower.equals(".");
                yield dotted ? lower.substring(0, lower.length() - 1) : lower;
            }
            case "A", "AAAA" -> RecordMatch.canonical(List.of(value)).iterator().next();
            case "TXT" -> TextStrings.join(value);
            default -> value;
        };
    }

    /** Its priority, of an MX. */
    int priority() {
        return Integer.parseInt(value.substring(0, value.indexOf(' ')));
    }

    /** The same with another value, and answered as it stands. */
    ZoneRecord saying(String other) {
        return new ZoneRecord(name, type, other, ttl, id, false);
    }
}
