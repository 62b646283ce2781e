package org.letterlock.engine.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.mail.AccountId;

/**
 * What an account answers to letters while its person is away (RFC 5230).
 *
 * @param text what it says: 1 to {@value #MAX_TEXT} characters, in lines
 * @param subject 1 to {@value #MAX_SUBJECT} characters; empty for that of the letter that is answered
 * @param days for so many days a sender is not answered again: {@value #MIN_DAYS} to {@value #MAX_DAYS}
 * @param from when it begins; empty for at once
 * @param until when it ends; empty for when it is taken back
 */
public record Vacation(
        String text, Optional<String> subject, int days, Optional<Instant> from, Optional<Instant> until) {

    /** How long a text may be. */
    public static final int MAX_TEXT = 10_000;

    /** How long a subject may be. */
    public static final int MAX_SUBJECT = 200;

    public static final int MIN_DAYS = 1;
    public static final int MAX_DAYS = 31;

    /** For so many days a sender is not answered again unless somebody says otherwise (RFC 5230 §4.1). */
    public static final int DEFAULT_DAYS = 7;

    /** Everything that is out of range, in words; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (text.isBlank() || text.length() > MAX_TEXT) {
            problems.add("A text has 1 to " + MAX_TEXT + " characters.");
        }
        if (!text.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))) {
            problems.add("A text has no control characters.");
        }
        if (subject.filter(words -> words.isBlank()
                        || words.length() > MAX_SUBJECT
                        || words.chars().anyMatch(Character::isISOControl))
                .isPresent()) {
            problems.add("A subject is a line of 1 to " + MAX_SUBJECT + " characters.");
        }
        if (days < MIN_DAYS || days > MAX_DAYS) {
            problems.add("Days are " + MIN_DAYS + " to " + MAX_DAYS + ".");
        }
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            problems.add("It ends before it begins.");
        }
        return List.copyOf(problems);
    }

    /** Whether letters that come at {@code now} are answered. */
    public boolean isOn(Instant now) {
        return from.filter(now::isBefore).isEmpty()
                && until.filter(end -> !now.isBefore(end)).isEmpty();
    }

    /** For how long a sender is not answered again. */
    public Duration pause() {
        return Duration.ofDays(days);
    }

    static String key(AccountId account) {
        return "vacation/" + account.value();
    }

    Row.SettingRow row(AccountId account) {
        List<String> value = new ArrayList<>(List.of("text=" + text, "days=" + days));
        subject.ifPresent(words -> value.add("subject=" + words));
        from.ifPresent(at -> value.add("from=" + at.toEpochMilli()));
        until.ifPresent(at -> value.add("until=" + at.toEpochMilli()));
        return new Row.SettingRow(key(account), List.copyOf(value));
    }

    /** What {@link #row} wrote; unknown components are passed over. */
    static Vacation of(Row.SettingRow row) {
        Vacation found = new Vacation("", Optional.empty(), DEFAULT_DAYS, Optional.empty(), Optional.empty());
        for (String component : row.value()) {
            int at = component.indexOf('=');
            found = found.with(component.substring(0, at), component.substring(at + 1));
        }
        return found;
    }

    private Vacation with(String name, String value) {
        return switch (name) {
            case "text" -> new Vacation(value, subject, days, from, until);
            case "subject" -> new Vacation(text, Optional.of(value), days, from, until);
            case "days" -> new Vacation(text, subject, Integer.parseInt(value), from, until);
            case "from" -> new Vacation(text, subject, days, moment(value), until);
            case "until" -> new Vacation(text, subject, days, from, moment(value));
            default -> this;
        };
    }

    private static Optional<Instant> moment(String value) {
        return Optional.of(Instant.ofEpochMilli(Long.parseLong(value)));
    }
}
