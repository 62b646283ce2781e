package org.letterlock.engine.report;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.letterlock.engine.log.Printable;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/** Reads a message/feedback-report (RFC 5965 §3). */
final class ComplaintReader {

    private static final int MOST_AGENT = 200;
    private static final long MOST_INCIDENTS = 1_000_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Set<String> TYPES = Set.of(
            "abuse",
            "auth-failure",
            "dmarc",
            "fraud",
            "miscategorized",
            "not-spam",
            "opt-out",
            "opt-out-list",
            "virus");

    private ComplaintReader() {}

    static Complaint read(Map<String, String> fields) throws ReportException {
        String type = word(fields.getOrDefault("feedback-type", ""));
        if (type.isEmpty()) {
            throw new ReportException("it does not say what it reports");
        }
        return new Complaint(
                TYPES.contains(type) ? type : "other",
                field(fields, "reported-domain")
                        .flatMap(ComplaintReader::domain)
                        .or(() -> field(fields, "original-mail-from").flatMap(ComplaintReader::domainOfAddress)),
                field(fields, "source-ip").or(() -> field(fields, "source")).flatMap(ComplaintReader::address),
                field(fields, "user-agent").map(agent -> Printable.of(agent, MOST_AGENT)),
                field(fields, "incidents")
                        .filter(text -> NUMBER.matcher(text).matches())
                        .map(text -> Math.clamp(Long.parseLong(text), 1, MOST_INCIDENTS))
                        .orElse(1L));
    }

    private static Optional<String> field(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isBlank());
    }

    private static String word(String value) {
        return value.split("[;\\s(]", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static Optional<DomainName> domain(String value) {
        return DomainName.parse(value.split("[\\s;(]", 2)[0]);
    }

    private static Optional<DomainName> domainOfAddress(String value) {
        return EmailAddress.parse(value.replaceAll("[<>\\s]", "")).map(EmailAddress::domain);
    }

    private static Optional<String> address(String value) {
        try {
            return Optional.of(
                    InetAddress.ofLiteral(value.split("[\\s;(]", 2)[0]).getHostAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
