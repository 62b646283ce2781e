package org.letterlock.engine.dmarc;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.EmailAddress;

/**
 * An address that a domain wants aggregate reports to go to (RFC 9989 §4.7, the tag {@code rua}).
 *
 * @param address without SMTPUTF8
 * @param mostOctets how long a report may be there, as it is sent; {@link Long#MAX_VALUE} where nothing is said
 */
public record ReportTarget(EmailAddress address, long mostOctets) {

    /** How many of a record are told; further ones are not. */
    static final int MOST = 5;

    private static final int MOST_WRITTEN = 50;
    private static final Pattern SIZE = Pattern.compile("(.*)!([0-9]{1,12})([kmgt]?)", Pattern.CASE_INSENSITIVE);

    /** Those of a list that can be told: by letter alone; others are left out. */
    static List<ReportTarget> parse(String list) {
        List<ReportTarget> targets = new ArrayList<>();
        for (String one : list.split(",", MOST_WRITTEN)) {
            if (targets.size() < MOST) {
                add(one.strip(), targets);
            }
        }
        return List.copyOf(targets);
    }

    private static void add(String written, List<ReportTarget> targets) {
        Matcher sized = SIZE.matcher(written);
        boolean bounded = sized.matches();
        long most = bounded ? octets(sized) : Long.MAX_VALUE;
        try {
            URI uri = new URI(bounded ? sized.group(1).strip() : written);
            if (!"mailto".equalsIgnoreCase(uri.getScheme())) {
                return;
            }
            String raw = uri.getRawSchemeSpecificPart().split("\\?", 2)[0];
            EmailAddress.parse(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .filter(address -> !address.isInternationalized())
                    .map(address -> new ReportTarget(address, most))
                    .ifPresent(targets::add);
        } catch (URISyntaxException | IllegalArgumentException _) {
            // The next may be one.
        }
    }

    private static long octets(Matcher sized) {
        int power = "kmgt".indexOf(sized.group(3).toLowerCase(Locale.ROOT)) + 1;
        long unit = sized.group(3).isEmpty() ? 1 : 1L << (10 * power);
        long number = Long.parseLong(sized.group(2));
        return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    }
}
