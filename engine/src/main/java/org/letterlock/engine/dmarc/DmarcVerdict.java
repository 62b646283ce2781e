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
 * @param told what the domain is to be told of it; empty where it does not ask, or there is no result to tell
 */
public record DmarcVerdict(
        Result result,
        DomainName author,
        Optional<DomainName> policyDomain,
        DmarcPolicy policy,
        String reason,
        Optional<Told> told) {

    /** One of which nobody is told. */
    public DmarcVerdict(
            Result result, DomainName author, Optional<DomainName> policyDomain, DmarcPolicy policy, String reason) {
        this(result, author, policyDomain, policy, reason, Optional.empty());
    }

    /**
     * What the domain of a policy is told of a letter (RFC 9990 §3.1).
     *
     * @param dkim whether a domain that signed is aligned with the author's
     * @param spf whether that of the envelope is
     */
    public record Told(PublishedPolicy published, boolean dkim, boolean spf) {}

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
