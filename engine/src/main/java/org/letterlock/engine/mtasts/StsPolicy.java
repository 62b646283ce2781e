package org.letterlock.engine.mtasts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.DomainName;

/**
 * A policy (RFC 8461 §3.2).
 *
 * @param mode what becomes of a host that breaks it
 * @param maxAge how long it holds after it was fetched, up to 8,766 hours, which is a year
 * @param patterns which hosts take mail for the domain: a name, or {@code *.} and a name for any host one label below; at least one unless the mode is NONE
 */
public record StsPolicy(Mode mode, Duration maxAge, List<String> patterns) {

    /** How many octets a policy may have: 64 KiB. */
    public static final int MAX_SIZE = 64 * 1024;

    private static final Duration LONGEST = Duration.ofHours(8766);
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \\t]*(.*)");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");

    /** What becomes of a host that breaks the policy. */
    public enum Mode {
        /** It gets no mail. */
        ENFORCE,
        /** It gets its mail, and the domain a report. */
        TESTING,
        /** There is no policy any more. */
        NONE
    }

    public StsPolicy {
        patterns = List.copyOf(patterns);
    }

    /** Reads a policy; empty where it is larger than {@link #MAX_SIZE} or breaks the grammar. Fields that are not known are passed over, of those given twice the second. */
    public static Optional<StsPolicy> parse(byte[] octets) {
        if (octets.length > MAX_SIZE) {
            return Optional.empty();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        List<String> patterns = new ArrayList<>();
        for (String raw : text.split("\r?\n", -1)) {
            String line = raw.stripTrailing();
            if (line.isEmpty()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
                return Optional.empty();
            }
            if (matcher.group(1).equals("mx")) {
                Optional<String> pattern = pattern(matcher.group(2));
                if (pattern.isEmpty()) {
                    return Optional.empty();
                }
                patterns.add(pattern.get());
            } else {
                fields.putIfAbsent(matcher.group(1), matcher.group(2));
            }
        }
        return of(fields, patterns);
    }

    private static Optional<StsPolicy> of(Map<String, String> fields, List<String> patterns) {
        String seconds = fields.getOrDefault("max_age", "");
        Optional<Mode> mode = switch (fields.getOrDefault("mode", "")) {
            case "enforce" -> Optional.of(Mode.ENFORCE);
            case "testing" -> Optional.of(Mode.TESTING);
            case "none" -> Optional.of(Mode.NONE);
            default -> Optional.empty();
        };
        if (!fields.getOrDefault("version", "").equals("STSv1")
                || mode.isEmpty()
                || !SECONDS.matcher(seconds).matches()
                || (patterns.isEmpty() && mode.get() != Mode.NONE)) {
            return Optional.empty();
        }
        Duration age = Duration.ofSeconds(Long.parseLong(seconds));
        return Optional.of(new StsPolicy(mode.get(), age.compareTo(LONGEST) > 0 ? LONGEST : age, patterns));
    }

    private static Optional<String> pattern(String text) {
        boolean wildcard = text.startsWith("*.");
        return DomainName.parse(wildcard ? text.substring(2) : text)
                .filter(DomainName::isHostName)
                .map(name -> (wildcard ? "*." : "") + name);
    }

    /** The policy line by line, as it could have been published. */
    public List<String> lines() {
        List<String> lines =
                new ArrayList<>(List.of("version: STSv1", "mode: " + mode.name().toLowerCase(Locale.ROOT)));
        patterns.forEach(pattern -> lines.add("mx: " + pattern));
        lines.add("max_age: " + maxAge.toSeconds());
        return List.copyOf(lines);
    }

    /** Whether a mail exchanger of this name may take mail for the domain (RFC 8461 §4.1). */
    public boolean allows(DomainName host) {
        String below = "*" + host.ascii().substring(Math.max(0, host.ascii().indexOf('.')));
        return patterns.contains(host.ascii()) || patterns.contains(below);
    }
}
