package org.letterlock.engine.dkim;

import java.util.Locale;
import java.util.Optional;

/**
 * What became of one signature.
 *
 * @param outcome of its check
 * @param reason why, in English; empty for a pass
 * @param signature itself; empty where it could not be read
 */
public record DkimResult(Outcome outcome, String reason, Optional<DkimSignature> signature) {

    /** The results of RFC 8601 §2.7.1. */
    public enum Outcome {
        PASS,
        /** The letter was changed, or somebody else signed it. */
        FAIL,
        /** It is right, and not good enough for us. */
        POLICY,
        /** It cannot be read. */
        NEUTRAL,
        /** The DNS did not tell; later it may. */
        TEMPERROR,
        /** It can never be checked. */
        PERMERROR;

        /** The word that header fields have for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the domain that signed stands for the letter as it is. */
    public boolean passes() {
        return outcome == Outcome.PASS;
    }
}
