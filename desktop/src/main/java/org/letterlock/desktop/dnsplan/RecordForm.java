package org.letterlock.desktop.dnsplan;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a panel wants records to be typed.
 *
 * @param names how names are written
 * @param quoted whether a text is written as a zone file has it: in quotes, and in strings of at most 255 octets
 */
public record RecordForm(Names names, boolean quoted) {

    /** What most panels want. */
    public static final RecordForm USUAL = new RecordForm(Names.AT, false);

    /** As a zone file has it. */
    public static final RecordForm ZONE_FILE = new RecordForm(Names.WHOLE, true);

    /** How names are written. */
    public enum Names {
        /** Without the domain, and the domain itself as {@code @}. */
        AT,
        /** Without the domain, and the domain itself as nothing. */
        BLANK,
        /** With the domain. */
        WHOLE
    }

    /** The name of a record, as it is typed. */
    public String name(PlannedRecord planned, String zone) {
        String name = planned.record().name().toLowerCase(Locale.ROOT);
        if (names == Names.WHOLE || !(name.equals(zone) || name.endsWith("." + zone))) {
            return name;
        }
        if (name.equals(zone)) {
            return names == Names.AT ? "@" : "";
        }
        return name.substring(0, name.length() - zone.length() - 1);
    }

    /** The value of a record, as it is typed; of a mail exchanger without its priority. */
    public String value(PlannedRecord planned) {
        return value(planned, planned.record().value());
    }

    /** What should stand there of what was looked at, as it is typed; of a mail exchanger without its priority. */
    public String value(RecordSight sight) {
        String instead = sight.instead();
        return instead == null ? value(sight.planned()) : value(sight.planned(), instead);
    }

    private String value(PlannedRecord planned, String value) {
        return switch (planned.record().type()) {
            case "MX" -> {
                String host = value.substring(value.indexOf(' ') + 1);
                yield names == Names.WHOLE ? dotted(host) : undotted(host);
            }
            case "TXT" -> quoted ? TextStrings.quote(TextStrings.join(value)) : TextStrings.join(value);
            default -> value;
        };
    }

    private static String dotted(String host) {
        return host.endsWith(".") ? host : host + ".";
    }

    private static String undotted(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The priority of a mail exchanger; null of others. */
    public static @Nullable String priority(PlannedRecord planned) {
        String value = planned.record().value();
        return planned.record().type().equals("MX") ? value.substring(0, value.indexOf(' ')) : null;
    }

    /**
     * Records as a person reads them: type and name of each, and below them what it says.
     *
     * @param blank says that a name stays empty
     */
    public String text(String zone, List<RecordSight> records, String blank) {
        StringBuilder text = new StringBuilder();
        for (RecordSight sight : records) {
            PlannedRecord planned = sight.planned();
            String name = name(planned, zone);
            String priority = priority(planned);
            text.append(planned.record().type())
                    .append(' ')
                    .append(name.isEmpty() ? blank : name)
                    .append('\n')
                    .append(priority == null ? "" : priority + " ")
                    .append(value(sight))
                    .append("\n\n");
        }
        return text.toString();
    }

    /** Records as a zone file (RFC 1035 §5). */
    public static String zoneFile(List<RecordSight> records) {
        StringBuilder file = new StringBuilder();
        for (RecordSight sight : records) {
            PlannedRecord planned = sight.planned();
            String priority = priority(planned);
            file.append(ZONE_FILE.name(planned, ""))
                    .append(".\t3600\tIN\t")
                    .append(planned.record().type())
                    .append('\t')
                    .append(priority == null ? "" : priority + " ")
                    .append(ZONE_FILE.value(sight))
                    .append('\n');
        }
        return file.toString();
    }
}
