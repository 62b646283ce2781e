package org.letterlock.engine.tlsreport;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;

/**
 * Whom a domain wants told of TLS (RFC 8460 §3).
 *
 * @param targets in their order, at most {@link #MOST_TARGETS}; those that cannot be used are left out
 */
record TlsReportRecord(List<Target> targets) {

    /** How many are told. */
    static final int MOST_TARGETS = 3;

    private static final Pattern VERSION = Pattern.compile("v=TLSRPTv1[ \\t]*(;.*)?", Pattern.DOTALL);
    private static final int MOST_LENGTH = 2_000;
    private static final int HTTPS = 443;

    TlsReportRecord {
        targets = List.copyOf(targets);
    }

    /** Who is told. */
    sealed interface Target {
        /** As the record has it. */
        String written();

        /** By a letter. */
        record Mail(String written, EmailAddress address) implements Target {}

        /** By a web server, at the port of HTTPS. */
        record Web(String written, DomainName host, String path) implements Target {}
    }

    /** The one record that is meant among the texts of a name; empty where there is none, or more than one. */
    static Optional<TlsReportRecord> among(List<String> texts) {
        List<String> meant = texts.stream()
                .filter(text ->
                        text.length() <= MOST_LENGTH && VERSION.matcher(text).matches())
                .toList();
        return meant.size() == 1 ? Optional.of(parse(meant.getFirst())) : Optional.empty();
    }

    private static TlsReportRecord parse(String text) {
        List<Target> targets = new ArrayList<>();
        for (String field : text.split(";", -1)) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2 && parts[0].strip().equals("rua")) {
                Arrays.stream(parts[1].split(",", -1))
                        .map(String::strip)
                        .flatMap(uri -> target(uri).stream())
                        .limit(MOST_TARGETS - targets.size())
                        .forEach(targets::add);
                break;
            }
        }
        return new TlsReportRecord(targets);
    }

    private static Optional<Target> target(String written) {
        try {
            URI uri = new URI(written);
            return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
                case "mailto" -> mail(written, uri);
                case "https" -> web(written, uri);
                default -> Optional.empty();
            };
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<Target> mail(String written, URI uri) {
        String raw = uri.getRawSchemeSpecificPart().split("\\?", 2)[0];
        String address = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        return EmailAddress.parse(address)
                .filter(parsed -> !parsed.isInternationalized())
                .map(parsed -> new Target.Mail(written, parsed));
    }

    /** At the port of HTTPS alone: others are not for strangers to choose. */
    private static Optional<Target> web(String written, URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        boolean plain = (path + query).chars().allMatch(c -> c > ' ' && c < 0x7f)
                && uri.getRawUserInfo() == null
                && (uri.getPort() == -1 || uri.getPort() == HTTPS);
        return Optional.ofNullable(uri.getHost())
                .filter(_ -> plain)
                .flatMap(DomainName::parse)
                .filter(DomainName::isHostName)
                .map(host -> new Target.Web(written, host, path + query));
    }
}
