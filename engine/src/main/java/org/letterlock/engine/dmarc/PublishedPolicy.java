package org.letterlock.engine.dmarc;

import org.letterlock.engine.mail.DomainName;

/**
 * A policy as it stands in the DNS, its defaults filled in.
 *
 * @param domain where it stands
 * @param own for the domain itself
 * @param below for those below it
 * @param belowAndMissing for those below it that do not exist
 * @param strictDkim whether the domain that signed must be the author's own
 * @param strictSpf whether the domain of the envelope must be
 * @param testing whether it is to be applied one level below
 */
public record PublishedPolicy(
        DomainName domain,
        DmarcPolicy own,
        DmarcPolicy below,
        DmarcPolicy belowAndMissing,
        boolean strictDkim,
        boolean strictSpf,
        boolean testing) {}
