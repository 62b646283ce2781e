package org.letterlock.desktop.dnsplan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether what stands in the DNS is what a record should be. Case, last dots, order, spaces between tags and the strings of a text make no difference; what others would
 * stumble over does.
 *
 * @param fit how well
 * @param instead what should stand there instead, a text without quotes; null where that is the planned record
 */
record RecordMatch(Fit fit, @Nullable String instead) {

    private static final Pattern VERSION = Pattern.compile("\\s*[vV]\\s*=\\s*([a-zA-Z0-9]+)");

    private static final Pattern MODIFIER = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.-]*=");

    private static final Pattern LOOKS_UP =
            Pattern.compile("[+~?-]?(include|a|mx|ptr|exists)(?=[:/]|$)|redirect=", Pattern.CASE_INSENSITIVE);

    /** Whoever needs more counts the record as broken (RFC 7208 §4.6.4). */
    private static final int MOST_LOOK_UPS = 10;

    /** Lets everybody send; it stands for {@code +all}, too, and nobody should carry it on. */
    private static final String EVERYBODY = "all";

    /** How well. */
    enum Fit {
        FITS,
        ABSENT,
        OTHER,
        /** Something is there that has a right to: one record for both has to take its place. */
        MERGE,
        /** Something is there that has a right to, and one record for both would have others look up more than they do. */
        CROWDED,
        /** It would fit, but quotes are part of the text. */
        QUOTED
    }

    private static RecordMatch of(Fit fit) {
        return new RecordMatch(fit, null);
    }

    /**
     * Compares.
     *
     * @param ours all values of the planned records of this name and type
     * @param found as {@link DnsQuestions.Answer.Records} has it
     */
    static RecordMatch of(PlannedRecord planned, List<String> ours, List<String> found) {
        return switch (planned.record().type()) {
            case "A", "AAAA" ->
                among(canonical(ours), canonical(List.of(planned.record().value())), canonical(found));
            case "MX" -> among(hosts(ours), hosts(List.of(planned.record().value())), hosts(found));
            case "TXT" -> text(planned, found);
            default ->
                found.isEmpty()
                        ? of(Fit.ABSENT)
                        : of(found.contains(planned.record().value()) ? Fit.FITS : Fit.OTHER);
        };
    }

    private static RecordMatch among(Set<String> ours, Set<String> wanted, Set<String> found) {
        if (found.containsAll(wanted)) {
            return of(ours.containsAll(found) ? Fit.FITS : Fit.OTHER);
        }
        return of(ours.containsAll(found) ? Fit.ABSENT : Fit.OTHER);
    }

    /** Numeric addresses in one spelling; what is none is left out. */
    static Set<String> canonical(List<String> addresses) {
        Set<String> all = new LinkedHashSet<>();
        for (String address : addresses) {
            try {
                all.add(InetAddress.ofLiteral(address).getHostAddress());
            } catch (IllegalArgumentException e) {
                all.add(address);
            }
        }
        return all;
    }

    private static Set<String> hosts(List<String> exchangers) {
        Set<String> hosts = new LinkedHashSet<>();
        for (String exchanger : exchangers) {
            String host = exchanger.substring(exchanger.indexOf(' ') + 1).toLowerCase(Locale.ROOT);
            hosts.add(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        }
        return hosts;
    }

    private static RecordMatch text(PlannedRecord planned, List<String> found) {
        String wanted = TextStrings.join(planned.record().value());
        String kind = kind(wanted);
        // The version of a DKIM key may be left out (RFC 6376 §3.6.1).
        boolean mayLack = planned.purpose() == PlannedRecord.Purpose.DKIM;
        List<String> same = found.stream()
                .filter(text -> {
                    String version = kind(unquoted(text));
                    return version.equals(kind) || (mayLack && version.isEmpty());
                })
                .toList();
        if (same.isEmpty()) {
            // At a name of its own, whatever stands there stands in the way.
            boolean own = planned.purpose() != PlannedRecord.Purpose.SPF && !found.isEmpty();
            return of(own ? Fit.OTHER : Fit.ABSENT);
        }
        if (planned.purpose() == PlannedRecord.Purpose.SPF) {
            return spf(wanted, same);
        }
        if (same.size() > 1) {
            return of(Fit.OTHER);
        }
        if (!tags(planned, unquoted(same.getFirst())).equals(tags(planned, wanted))) {
            return of(Fit.OTHER);
        }
        return of(isQuoted(same.getFirst()) ? Fit.QUOTED : Fit.FITS);
    }

    private static RecordMatch spf(String wanted, List<String> same) {
        List<String> needed = terms(wanted).stream()
                .filter(term -> !isLast(term))
                .map(RecordMatch::plain)
                .toList();
        List<List<String>> all =
                same.stream().map(text -> heard(terms(unquoted(text)))).toList();
        if (all.size() == 1) {
            List<String> has = all.getFirst().stream().map(RecordMatch::plain).toList();
            if (has.containsAll(needed) && !has.contains(EVERYBODY)) {
                return of(isQuoted(same.getFirst()) ? Fit.QUOTED : Fit.FITS);
            }
        }
        String merged = merged(needed, all);
        return lookUps(merged) > MOST_LOOK_UPS ? of(Fit.CROWDED) : new RecordMatch(Fit.MERGE, merged);
    }

    /** How many terms of an SPF record have others ask the DNS, each at least once (RFC 7208 §4.6.4). */
    private static int lookUps(String text) {
        return (int) terms(text).stream()
                .filter(term -> LOOKS_UP.matcher(term).lookingAt())
                .count();
    }

    /** One record for all: ours first, then what the others let in, and the mildest of their last words. */
    private static String merged(List<String> needed, List<List<String>> all) {
        Set<String> terms = new LinkedHashSet<>(needed);
        List<String> last = new ArrayList<>();
        for (List<String> one : all) {
            for (String term : one) {
                if (isLast(term)) {
                    last.add(plain(term).equals(EVERYBODY) ? "~all" : term);
                } else if (!needed.contains(plain(term))) {
                    terms.add(term);
                }
            }
        }
        String end = last.stream()
                .min(Comparator.comparingInt(RecordMatch::severity))
                .orElse("~all");
        return "v=spf1 " + String.join(" ", terms) + " " + end;
    }

    /** Without what stands behind an "all" and so is never come to, and without a redirect beside one; other modifiers may stand anywhere (RFC 7208 §5.1, §6). */
    private static List<String> heard(List<String> terms) {
        List<String> heard = new ArrayList<>();
        boolean ended = false;
        boolean ends = terms.stream().anyMatch(RecordMatch::isAll);
        for (String term : terms) {
            boolean redirect = plain(term).startsWith("redirect=");
            if (redirect ? !ends : !ended || MODIFIER.matcher(term).lookingAt()) {
                heard.add(term);
            }
            ended |= isAll(term);
        }
        return heard;
    }

    private static int severity(String last) {
        return switch (last.charAt(0)) {
            case '?' -> 1;
            case '~' -> 2;
            case '-' -> 3;
            // A redirect says more than any "all".
            default -> 0;
        };
    }

    private static boolean isLast(String term) {
        String plain = plain(term);
        return plain.startsWith("redirect=") || isAll(term);
    }

    private static boolean isAll(String term) {
        return plain(term).matches("[~?-]?all");
    }

    private static String plain(String term) {
        String lower = term.toLowerCase(Locale.ROOT);
        return lower.startsWith("+") ? lower.substring(1) : lower;
    }

    /** The terms of an SPF record behind its version (RFC 7208 §4.6.1). */
    private static List<String> terms(String text) {
        return Arrays.stream(text.strip().split("\\s+")).skip(1).toList();
    }

    /** The version that a text begins with; empty where it has none. */
    private static String kind(String text) {
        Matcher version = VERSION.matcher(text);
        return version.lookingAt() ? version.group(1).toLowerCase(Locale.ROOT) : "";
    }

    /** Whether a text is an SPF record, however it was written (RFC 7208 §4.5). */
    static boolean isSpf(String text) {
        return kind(unquoted(text)).equals("spf1");
    }

    private static boolean isQuoted(String text) {
        return text.strip().startsWith("\"");
    }

    private static String unquoted(String text) {
        return isQuoted(text) ? TextStrings.join(text.strip()) : text;
    }

    /** Tags and what they say (RFC 6376 §3.2); white space within a key is nothing. */
    private static Map<String, Set<String>> tags(PlannedRecord planned, String text) {
        Map<String, Set<String>> tags = new LinkedHashMap<>();
        if (planned.purpose() == PlannedRecord.Purpose.DKIM) {
            tags.put("v", Set.of("dkim1"));
            tags.put("k", Set.of("rsa"));
        }
        for (String tag : text.split(";", -1)) {
            int equals = tag.indexOf('=');
            if (equals >= 0) {
                String name = tag.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                String value = tag.substring(equals + 1).replaceAll("\\s", "");
                boolean key = name.equals("p") && value.length() > "quarantine".length();
                tags.put(
                        name,
                        key
                                ? Set.of(value)
                                : new TreeSet<>(
                                        List.of(value.toLowerCase(Locale.ROOT).split(","))));
            }
        }
        return tags;
    }
}
