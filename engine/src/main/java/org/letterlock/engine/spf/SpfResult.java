package org.letterlock.engine.spf;

import java.util.Locale;

/** What a check can end in (RFC 7208 §2.6). */
public enum SpfResult {
    /** There is no policy. */
    NONE,
    /** There is one, and it says nothing of this host. */
    NEUTRAL,
    /** The host may use the domain. */
    PASS,
    /** It may not. */
    FAIL,
    /** It probably may not. */
    SOFTFAIL,
    /** The DNS did not tell; later it may. */
    TEMPERROR,
    /** The policy cannot be understood, or goes beyond the limits. */
    PERMERROR;

    /** The word that header fields have for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
