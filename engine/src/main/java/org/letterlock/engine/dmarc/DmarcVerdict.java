package org.letterlock.engine.dmarc;

import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/**
 * The end of a check.
 *
 * @param result of it
 * @param author the domain of the author
 * @param policyDomain whose policy it was
 * @param policy what is to be done if the result is {@link Result#FAIL}
 * @param reason in English, printable ASCII
 */
public record DmarcVerdict(
        Result result, DomainName author, Optional<DomainName> policyDomain, DmarcPolicy policy, String reason) {

    /** The results of RFC 9989 §9.2. */
    public enum Result {
        /** There is no policy. */
        NONE,
        PASS,
        FAIL,
        /** The DNS did not tell; later it may. */
        TEMPERROR,
        /** The author cannot be told. */
        PERMERROR;

        /** The word that header fields have for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
