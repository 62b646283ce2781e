package org.letterlock.engine.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.mail.DomainName;

/**
 * What the owner may set about the engine.
 *
 * @param hostname the name the server greets with and is found under; default {@code localhost}
 * @param maxMessageSize the largest letter that is taken, in octets; 1 MiB to 1 GiB, default 100 MiB
 * @param graceTime how long an account stays unlocked after its last session; 0 to 24 hours, default 10 minutes
 */
public record EngineSettings(DomainName hostname, long maxMessageSize, Duration graceTime) {

    /** What holds until the owner says otherwise. */
    public static final EngineSettings DEFAULTS =
            new EngineSettings(new DomainName("localhost"), 100L << 20, Duration.ofMinutes(10));

    private static final long MIN_SIZE = 1L << 20;
    private static final long MAX_SIZE = 1L << 30;
    private static final Duration MAX_GRACE = Duration.ofHours(24);

    /** Everything that is out of range, in words; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (maxMessageSize < MIN_SIZE || maxMessageSize > MAX_SIZE) {
            problems.add("maxMessageSize must be from " + MIN_SIZE + " to " + MAX_SIZE + " octets");
        }
        if (graceTime.isNegative() || graceTime.compareTo(MAX_GRACE) > 0) {
            problems.add("graceTime must be from 0 to 24 hours");
        }
        return List.copyOf(problems);
    }

    Row.SettingRow row() {
        return new Row.SettingRow(
                "engine",
                List.of(
                        "hostname=" + hostname.ascii(),
                        "maxMessageSize=" + maxMessageSize,
                        "graceTime=" + graceTime.toSeconds()));
    }

    /** What {@link #row} wrote; components that are not there keep their defaults, unknown ones are passed over. */
    static EngineSettings of(Row.SettingRow row) {
        EngineSettings settings = DEFAULTS;
        for (String component : row.value()) {
            int at = component.indexOf('=');
            settings = settings.with(component.substring(0, at), component.substring(at + 1));
        }
        return settings;
    }

    private EngineSettings with(String name, String value) {
        return switch (name) {
            case "hostname" -> new EngineSettings(new DomainName(value), maxMessageSize, graceTime);
            case "maxMessageSize" -> new EngineSettings(hostname, Long.parseLong(value), graceTime);
            case "graceTime" -> new EngineSettings(hostname, maxMessageSize, Duration.ofSeconds(Long.parseLong(value)));
            default -> this;
        };
    }
}
