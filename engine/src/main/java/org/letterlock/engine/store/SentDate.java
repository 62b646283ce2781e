package org.letterlock.engine.store;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The day that a Date field names (RFC 5322 §3.3, RFC 5322 §4.3), without regard to time and zone as SENTON wants it. */
final class SentDate {

    private static final Pattern DAY =
            Pattern.compile("(?:^|[\\s,(])(\\d{1,2})[\\s-]{1,3}(\\p{Alpha}{3})\\p{Alpha}{0,6}[\\s-]{1,3}(\\d{2,4})");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final int MAX_LENGTH = 200;

    private SentDate() {}

    static Optional<LocalDate> parse(String field) {
        Matcher matcher = DAY.matcher(field.length() > MAX_LENGTH ? field.substring(0, MAX_LENGTH) : field);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int month = MONTHS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
        try {
            return Optional.of(LocalDate.of(year(matcher.group(3)), month, Integer.parseInt(matcher.group(1))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** RFC 5322 §4.3: two digits below 50 are of this century, others and three digits count from 1900. */
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() == 4) {
            return year;
        }
        return digits.length() == 2 && year < 50 ? year + 2000 : year + 1900;
    }
}
