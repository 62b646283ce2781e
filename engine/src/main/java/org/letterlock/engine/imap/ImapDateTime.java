package org.letterlock.engine.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates as IMAP writes them: date, date-time (RFC 9051 §9). */
public final class ImapDateTime {

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final int LENGTH = 26;

    private ImapDateTime() {}

    /** {@code moment} in UTC, such as {@code 01-Feb-2026 10:00:00 +0000}. */
    public static String write(Instant moment) {
        LocalDateTime time = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "%02d-%s-%04d %02d:%02d:%02d +0000",
                time.getDayOfMonth(),
                MONTHS.get(time.getMonthValue() - 1),
                time.getYear(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    /** The moment that a date-time without its quotes names; empty where it names none. */
    public static Optional<Instant> parse(String text) {
        if (text.length() != LENGTH || text.charAt(11) != ' ' || text.charAt(20) != ' ') {
            return Optional.empty();
        }
        if (text.charAt(14) != ':' || text.charAt(17) != ':') {
            return Optional.empty();
        }
        Optional<LocalDate> date = parseDate(text.substring(0, 11).stripLeading());
        int hour = digits(text, 12, 14);
        int minute = digits(text, 15, 17);
        int second = digits(text, 18, 20);
        int zoneHours = digits(text, 22, 24);
        int zoneMinutes = digits(text, 24, 26);
        char sign = text.charAt(21);
        if (date.isEmpty() || hour < 0 || minute < 0 || second < 0 || zoneHours < 0 || zoneMinutes < 0) {
            return Optional.empty();
        }
        if (sign != '+' && sign != '-') {
            return Optional.empty();
        }
        try {
            int factor = sign == '-' ? -1 : 1;
            ZoneOffset zone = ZoneOffset.ofHoursMinutes(factor * zoneHours, factor * zoneMinutes);
            return Optional.of(
                    date.get().atTime(hour, minute, Math.min(second, 59)).toInstant(zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The day that a date without quotes, such as {@code 1-Feb-2026}, names; empty where it names none. */
    public static Optional<LocalDate> parseDate(String text) {
        int first = text.indexOf('-');
        if ((first != 1 && first != 2) || text.length() != first + 9 || text.charAt(first + 4) != '-') {
            return Optional.empty();
        }
        int day = digits(text, 0, first);
        int year = digits(text, first + 5, first + 9);
        String name = text.substring(first + 1, first + 4);
        for (int month = 0; month < 12; month++) {
            if (MONTHS.get(month).equalsIgnoreCase(name) && day > 0 && year >= 0) {
                try {
                    return Optional.of(LocalDate.of(year, month + 1, day));
                } catch (DateTimeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
