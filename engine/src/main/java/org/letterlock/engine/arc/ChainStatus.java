package org.letterlock.engine.arc;

import java.util.Locale;
import java.util.Optional;

/** The state of a chain (RFC 8617 §4.4). */
public enum ChainStatus {
    /** There is no chain. */
    NONE,
    /** Its sets are whole, and every seal is right. */
    PASS,
    /** It is broken, for ever (RFC 8617 §5.2.1). */
    FAIL;

    /** The status that {@code word} names. */
    static Optional<ChainStatus> parse(String word) {
        return switch (word) {
            case "none" -> Optional.of(NONE);
            case "pass" -> Optional.of(PASS);
            case "fail" -> Optional.of(FAIL);
            default -> Optional.empty();
        };
    }

    /** The word for it, in seals and in Authentication-Results. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
