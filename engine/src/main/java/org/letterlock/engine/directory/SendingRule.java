package org.letterlock.engine.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.SendingLimits;

/**
 * What was set about how much an account may send within 24 hours before it is held. {@link SendingLimits#NO_LIMIT} is a limit, too.
 *
 * @param letters how many letters; empty for the default
 * @param recipients how many new recipients; empty for the default
 * @param liftedUntil until when nothing limits it; empty where something always does
 */
public record SendingRule(OptionalLong letters, OptionalLong recipients, Optional<Instant> liftedUntil) {

    /** Says nothing. */
    public static final SendingRule NONE =
            new SendingRule(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    private static final String NO_LIMIT = "none";

    static String key(AccountId account) {
        return "sending/" + account.value();
    }

    /** What holds at a moment. */
    public SendingLimits limits(Instant now) {
        return liftedUntil.filter(now::isBefore).isPresent()
                ? SendingLimits.UNLIMITED
                : new SendingLimits(
                        letters.orElse(SendingLimits.DEFAULT.letters()),
                        recipients.orElse(SendingLimits.DEFAULT.recipients()));
    }

    Row.SettingRow row(AccountId account) {
        List<String> value = new ArrayList<>();
        letters.ifPresent(limit -> value.add("letters=" + written(limit)));
        recipients.ifPresent(limit -> value.add("recipients=" + written(limit)));
        liftedUntil.ifPresent(until -> value.add("liftedUntil=" + until.toEpochMilli()));
        return new Row.SettingRow(key(account), List.copyOf(value));
    }

    private static String written(long limit) {
        return limit == SendingLimits.NO_LIMIT ? NO_LIMIT : Long.toString(limit);
    }

    /** What {@link #row} wrote; unknown components are passed over. */
    static SendingRule of(Row.SettingRow row) {
        SendingRule rule = NONE;
        for (String component : row.value()) {
            int at = component.indexOf('=');
            String value = component.substring(at + 1);
            long number = value.equals(NO_LIMIT) ? SendingLimits.NO_LIMIT : Long.parseLong(value);
            rule = switch (component.substring(0, at)) {
                case "letters" -> new SendingRule(OptionalLong.of(number), rule.recipients, rule.liftedUntil);
                case "recipients" -> new SendingRule(rule.letters, OptionalLong.of(number), rule.liftedUntil);
                case "liftedUntil" ->
                    new SendingRule(rule.letters, rule.recipients, Optional.of(Instant.ofEpochMilli(number)));
                default -> rule;
            };
        }
        return rule;
    }
}
