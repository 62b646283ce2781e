package org.letterlock.engine.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.letterlock.engine.mail.Quota;

/**
 * What was set about quotas in one place. {@link Quota#NO_LIMIT} is a limit, too: it ends what was set further out.
 *
 * @param octets how much an account holds at most; empty where the next place further out decides
 * @param messages how many messages an account has at most; empty where the next place further out decides
 * @param total how many octets all accounts hold together at most; empty where that is not limited
 */
public record QuotaRule(OptionalLong octets, OptionalLong messages, OptionalLong total) {

    /** Says nothing. */
    public static final QuotaRule NONE =
            new QuotaRule(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    private static final String NO_LIMIT = "none";

    Row.SettingRow row(QuotaScope scope) {
        List<String> value = new ArrayList<>();
        octets.ifPresent(limit -> value.add("octets=" + written(limit)));
        messages.ifPresent(limit -> value.add("messages=" + written(limit)));
        total.ifPresent(limit -> value.add("total=" + written(limit)));
        return new Row.SettingRow(scope.key(), List.copyOf(value));
    }

    private static String written(long limit) {
        return limit == Quota.NO_LIMIT ? NO_LIMIT : Long.toString(limit);
    }

    /** What {@link #row} wrote; unknown components are passed over. */
    static QuotaRule of(Row.SettingRow row) {
        QuotaRule rule = NONE;
        for (String component : row.value()) {
            int at = component.indexOf('=');
            String value = component.substring(at + 1);
            OptionalLong limit = OptionalLong.of(value.equals(NO_LIMIT) ? Quota.NO_LIMIT : Long.parseLong(value));
            rule = switch (component.substring(0, at)) {
                case "octets" -> new QuotaRule(limit, rule.messages, rule.total);
                case "messages" -> new QuotaRule(rule.octets, limit, rule.total);
                case "total" -> new QuotaRule(rule.octets, rule.messages, limit);
                default -> rule;
            };
        }
        return rule;
    }
}
