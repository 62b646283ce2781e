package org.letterlock.engine.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.report.DmarcReport.Disposition;

/**
 * What we tell a domain of the letters that came in its name (RFC 9990 §3.1).
 *
 * @param organization who tells: a domain of ours
 * @param contact where to ask
 * @param id what the report is called; unique for us
 * @param policy the last one that was seen in the time
 * @param begin from when on letters were counted
 * @param end until when
 * @param letters how many fared alike
 */
public record DmarcFeedback(
        String organization,
        String contact,
        String id,
        PublishedPolicy policy,
        Instant begin,
        Instant end,
        Map<Kind, Long> letters) {

    /** How many signatures of a letter are told. */
    public static final int MOST_SIGNATURES = 8;

    /**
     * Letters that fared alike.
     *
     * @param source the address that they came from
     * @param disposition what became of them
     * @param dkim whether a signature of the domain held
     * @param spf whether the domain let the source send
     * @param testing whether the policy was not followed because the domain tests it
     * @param author the domain of From
     * @param sender the domain of the reverse-path; empty where that is null
     * @param signatures what became of them
     * @param spfResult what SPF said of the reverse-path, in a word
     */
    public record Kind(
            String source,
            Disposition disposition,
            boolean dkim,
            boolean spf,
            boolean testing,
            DomainName author,
            Optional<DomainName> sender,
            List<Signature> signatures,
            String spfResult) {
        public Kind {
            signatures = List.copyOf(signatures);
        }
    }

    /**
     * A signature.
     *
     * @param result in a word
     */
    public record Signature(DomainName domain, String selector, String result) {}
}
