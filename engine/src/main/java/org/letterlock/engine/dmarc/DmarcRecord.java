package org.letterlock.engine.dmarc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A policy record (RFC 9989 §4.7). What is wrong in it counts as if it were not there (RFC 9989 §4.8).
 *
 * @param policies for the domain itself, for those below it, and for those below it that do not exist
 * @param strictDkim whether the domain that signed must be the author's own
 * @param strictSpf whether the domain of the envelope must be
 * @param publicSuffix what the record says of its place in the tree
 * @param testing whether the policy is to be applied one level below
 * @param reportTo who is to be told of letters in the domain's name
 */
record DmarcRecord(
        Policies policies,
        boolean strictDkim,
        boolean strictSpf,
        PublicSuffix publicSuffix,
        boolean testing,
        List<ReportTarget> reportTo) {

    private static final int MAX_TAGS = 100;

    /** The tag {@code psd}. */
    enum PublicSuffix {
        YES,
        NO,
        UNSAID
    }

    /** The policies of a record. */
    sealed interface Policies {
        /** There are some. */
        record Said(DmarcPolicy own, DmarcPolicy below, DmarcPolicy belowAndMissing) implements Policies {}

        /** They cannot be understood, and nobody would be told: the record does nothing (RFC 9989 §4.10.1). */
        record Unusable() implements Policies {}
    }

    /** Reads a TXT record; empty where it is of something else. */
    static Optional<DmarcRecord> parse(String text) {
        String[] parts = text.split(";", MAX_TAGS);
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = equals < 0 ? "" : parts[i].substring(0, equals).strip();
            String value = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
            if (i == 0 && !(name.equalsIgnoreCase("v") && value.equals("DMARC1"))) {
                return Optional.empty();
            }
            tags.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
        }
        return Optional.of(new DmarcRecord(
                policies(tags),
                isWord(tags, "adkim", "s"),
                isWord(tags, "aspf", "s"),
                publicSuffix(tags),
                isWord(tags, "t", "y"),
                ReportTarget.parse(tags.getOrDefault("rua", ""))));
    }

    private static boolean isWord(Map<String, String> tags, String name, String word) {
        return word.equalsIgnoreCase(tags.getOrDefault(name, ""));
    }

    private static PublicSuffix publicSuffix(Map<String, String> tags) {
        return switch (tags.getOrDefault("psd", "").toLowerCase(Locale.ROOT)) {
            case "y" -> PublicSuffix.YES;
            case "n" -> PublicSuffix.NO;
            default -> PublicSuffix.UNSAID;
        };
    }

    private static Policies policies(Map<String, String> tags) {
        Optional<DmarcPolicy> own = DmarcPolicy.parse(tags.getOrDefault("p", ""));
        boolean good = own.isPresent() && isGoodIfThere(tags, "sp") && isGoodIfThere(tags, "np");
        if (!good) {
            return reportsSomewhere(tags.getOrDefault("rua", ""))
                    ? new Policies.Said(DmarcPolicy.NONE, DmarcPolicy.NONE, DmarcPolicy.NONE)
                    : new Policies.Unusable();
        }
        DmarcPolicy below = DmarcPolicy.parse(tags.getOrDefault("sp", "")).orElse(own.get());
        DmarcPolicy missing = DmarcPolicy.parse(tags.getOrDefault("np", "")).orElse(below);
        return new Policies.Said(own.get(), below, missing);
    }

    private static boolean isGoodIfThere(Map<String, String> tags, String name) {
        String value = tags.get(name);
        return value == null || DmarcPolicy.parse(value).isPresent();
    }

    private static boolean reportsSomewhere(String list) {
        for (String one : list.split(",", MAX_TAGS)) {
            int size = one.indexOf('!');
            try {
                if (new URI((size < 0 ? one : one.substring(0, size)).strip()).isAbsolute()) {
                    return true;
                }
            } catch (URISyntaxException _) {
                // The next may be one.
            }
        }
        return false;
    }
}
