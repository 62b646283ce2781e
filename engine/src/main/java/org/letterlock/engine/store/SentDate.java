package org.letterlock.engine.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Date field names (RFC 5322 §3.3, RFC 5322 §4.3): the day, without regard to time and zone as SENTON wants it, or the moment, as SORT does. */
final class SentDate {

    private static final Pattern DAY =
            Pattern.compile("(?:^|[\\s,(])(\\d{1,2})[\\s-]{1,3}(\\p{Alpha}{3})\\p{Alpha}{0,6}[\\s-]{1,3}(\\d{2,4})");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern TIME =
            Pattern.compile("[\\s,]+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s*([+-]\\d{4}|\\p{Alpha}{2,3}))?");

    /** RFC 5322 §4.3, obs-zone, in hours east of UTC; any other name means UTC. */
    private static final Map<String, Integer> ZONES =
            Map.of("EST", -5, "EDT", -4, "CST", -6, "CDT", -5, "MST", -7, "MDT", -6, "PST", -8, "PDT", -7);

    private static final int MAX_LENGTH = 200;

    private SentDate() {}

    static Optional<LocalDate> parse(String field) {
        Matcher matcher = matcher(field);
        return matcher.find() ? day(matcher) : Optional.empty();
    }

    /** The moment of the sent date (RFC 5256 §2.2): a time that cannot be read is midnight, a zone that cannot be is UTC. */
    static Optional<Instant> moment(String field) {
        Matcher matcher = matcher(field);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Matcher time = TIME.matcher(field).region(matcher.end(), Math.min(field.length(), MAX_LENGTH));
        return day(matcher).map(date -> {
            try {
                return time.lookingAt() ? at(date, time) : midnight(date);
            } catch (DateTimeException e) {
                return midnight(date);
            }
        });
    }

    private static Instant midnight(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant at(LocalDate date, Matcher time) {
        Optional<String> seconds = Optional.ofNullable(time.group(3));
        // The last second of a day may be its sixty-first.
        int second = Math.min(59, seconds.map(Integer::parseInt).orElse(0));
        return date.atTime(LocalTime.of(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2)), second))
                .toInstant(
                        Optional.ofNullable(time.group(4)).map(SentDate::zone).orElse(ZoneOffset.UTC));
    }

    private static ZoneOffset zone(String zone) {
        if (Character.isLetter(zone.charAt(0))) {
            return ZoneOffset.ofHours(ZONES.getOrDefault(zone.toUpperCase(Locale.ROOT), 0));
        }
        int hours = Integer.parseInt(zone.substring(1, 3));
        int minutes = Integer.parseInt(zone.substring(3));
        if (hours > 17 || minutes > 59) {
            return ZoneOffset.UTC;
        }
        int east = zone.charAt(0) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(east * hours, east * minutes);
    }

    private static Matcher matcher(String field) {
        return DAY.matcher(field.length() > MAX_LENGTH ? field.substring(0, MAX_LENGTH) : field);
    }

    private static Optional<LocalDate> day(Matcher matcher) {
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
