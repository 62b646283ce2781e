package org.letterlock.desktop.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Map;
import java.util.regex.Pattern;

/** Moments as people tell them: relative to now, and exactly for whoever looks closer. */
public final class Moments {

    private static final int MOST_DAYS = 30;
    private static final Pattern YEAR = Pattern.compile("\\h*г\\.");

    private final Texts texts;
    private final ZoneId zone;

    /** @param zone of the person */
    public Moments(Texts texts, ZoneId zone) {
        this.texts = texts;
        this.zone = zone;
    }

    /** How long ago it was, such as "2 minutes ago"; the date where that is longer than a month. */
    public String ago(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) {
            return texts.get("when.now");
        }
        return age.toDays() > MOST_DAYS ? date(then) : texts.get("when.ago", Map.of("time", length(age)));
    }

    /** When it will be, such as "in 14 minutes"; the date where that is longer than a month. */
    public String ahead(Instant then, Instant now) {
        Duration time = Duration.between(now, then);
        if (time.toSeconds() < 1) {
            return texts.get("when.soon");
        }
        return time.toDays() > MOST_DAYS ? date(then) : texts.get("when.ahead", Map.of("time", length(time)));
    }

    /** How long, such as "3 hours". What is shorter than a minute is one. */
    public String length(Duration time) {
        if (time.toDays() > 0) {
            return counted("when.day", "when.days", time.toDays());
        }
        return time.toHours() > 0
                ? counted("when.hour", "when.hours", time.toHours())
                : counted("when.minute", "when.minutes", Math.max(1, time.toMinutes()));
    }

    private String counted(String one, String several, long count) {
        return texts.get(count == 1 ? one : several, Map.of("count", Long.toString(count)));
    }

    /** The day. */
    public String date(Instant moment) {
        return written(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG), moment);
    }

    /** The day and the minute. */
    public String exact(Instant moment) {
        return written(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT), moment);
    }

    /** Without the abbreviated word for a year that Russian may put behind one: its full stop would stand before that of the sentence. */
    private String written(DateTimeFormatter format, Instant moment) {
        return YEAR.matcher(format.withLocale(texts.language().locale()).format(moment.atZone(zone)))
                .replaceAll("");
    }
}
