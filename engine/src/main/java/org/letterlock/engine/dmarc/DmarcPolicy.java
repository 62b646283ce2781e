package org.letterlock.engine.dmarc;

import java.util.Locale;
import java.util.Optional;

/** What a domain wants done with a letter that fails (RFC 9989 §4.7), from the mildest to the strictest. */
public enum DmarcPolicy {
    NONE,
    QUARANTINE,
    REJECT;

    /** The word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DmarcPolicy> parse(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "quarantine" -> Optional.of(QUARANTINE);
            case "reject" -> Optional.of(REJECT);
            default -> Optional.empty();
        };
    }

    /** What is applied while the domain tests its policy: one level less. */
    DmarcPolicy whileTesting() {
        return this == REJECT ? QUARANTINE : NONE;
    }
}
