package org.letterlock.engine.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/**
 * What a receiver tells of the letters that came in the name of a domain (RFC 9990 §3.1).
 *
 * @param organization who reports; at most 200 characters, harmless to show
 * @param id what the reporter calls the report; unique for it alone
 * @param domain whose letters it is about
 * @param begin from when on letters were counted; empty where it does not say
 * @param end until when
 * @param rows what came, summed by all that a row says; at most {@link #MOST_ROWS}
 */
public record DmarcReport(
        String organization,
        String id,
        DomainName domain,
        Optional<Instant> begin,
        Optional<Instant> end,
        List<Row> rows)
        implements Report {

    /** How many rows are told apart; what is beyond them is summed in rows without a source. */
    public static final int MOST_ROWS = 500;

    public DmarcReport {
        rows = List.copyOf(rows);
    }

    /** What became of letters. */
    public enum Disposition {
        /** They were taken as any other, because the policy asks for no more or because they passed. */
        NONE,
        /** They were put aside. */
        QUARANTINE,
        /** They were refused. */
        REJECT;

        /** As reports say it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Letters that fared alike.
     *
     * @param source the address that they came from; empty where it was none, or for the rest of very many
     * @param disposition what became of them
     * @param dkim whether a signature of the domain held
     * @param spf whether the domain let the source send
     * @param signer a domain whose signature held, although it is another one; empty where there is none
     * @param sender the domain of the reverse-path, where SPF passed for it although it is another one
     * @param override why the policy was not followed, such as {@code forwarded} or {@code mailing_list}; empty where it was
     * @param letters how many
     */
    public record Row(
            Optional<String> source,
            Disposition disposition,
            boolean dkim,
            boolean spf,
            Optional<DomainName> signer,
            Optional<DomainName> sender,
            Optional<String> override,
            long letters) {

        /** Whether DMARC passes: one of the two is enough. */
        public boolean passes() {
            return dkim || spf;
        }

        Row with(long count) {
            return new Row(source, disposition, dkim, spf, signer, sender, override, count);
        }

        Row withoutDetails() {
            return new Row(
                    Optional.empty(),
                    disposition,
                    dkim,
                    spf,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    letters);
        }
    }
}
