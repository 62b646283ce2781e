package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What other servers report about a domain, in counts. Times are ISO 8601 in UTC. Of each list the largest come first, 200 at most.
 *
 * @param domain A-labels
 * @param since from when on reports were counted that came
 * @param inbox where reports go to
 * @param reporters who sent aggregate reports, the last first
 * @param letters letters in the name of the domain (DMARC)
 * @param sessions TLS with its mail exchangers
 * @param failures what failed of these sessions
 * @param bounces letters that came back, or wait
 * @param complaints letters that somebody did not want
 */
public record ReportsInfo(
        String domain,
        String since,
        String inbox,
        List<Reporter> reporters,
        List<Letters> letters,
        List<Sessions> sessions,
        List<TlsFailure> failures,
        List<Returned> bounces,
        List<Returned> complaints) {

    /**
     * Who reports.
     *
     * @param kind {@code dmarc} or {@code tls}
     * @param organization as it calls itself
     * @param reports how many
     * @param latest when the last one came
     */
    public record Reporter(String kind, String organization, long reports, String latest) {}

    /**
     * Letters that fared alike.
     *
     * @param source the address that they came from; null where it is not told
     * @param letters how many
     * @param passed whether it was shown that they are from the domain: by one of the two
     * @param dkim whether a signature of the domain held
     * @param spf whether they came from a server of the domain
     * @param outcome {@code taken}, {@code put-aside}, {@code refused}
     * @param meaning for people, in English
     * @param remedy what to do; null where nothing is to be done
     */
    public record Letters(
            @Nullable String source,
            long letters,
            boolean passed,
            boolean dkim,
            boolean spf,
            String outcome,
            String meaning,
            @Nullable String remedy) {}

    /**
     * How sessions went.
     *
     * @param policy {@code tlsa} (DANE), {@code sts} (MTA-STS), {@code no-policy-found}
     * @param policyDomain whose policy it is; may be empty
     * @param successful sessions over TLS as the policy wants
     * @param failed others
     */
    public record Sessions(String policy, String policyDomain, long successful, long failed) {}

    /**
     * Sessions that failed alike.
     *
     * @param type the result type of RFC 8460 §4.3
     * @param host the mail exchanger; null where it is not told
     * @param organization who reports it
     * @param sessions how many
     * @param meaning for people, in English
     * @param remedy what to do
     */
    public record TlsFailure(
            String type, @Nullable String host, String organization, long sessions, String meaning, String remedy) {}

    /**
     * Letters that came back alike, or are complained of.
     *
     * @param kind {@code bounced}, {@code delayed}, {@code forged}: not from here; {@code complaint}
     * @param other the domain of the recipients, or who complains; null where it is not told
     * @param reason in a word
     * @param status the enhanced status code; null where none was told
     * @param letters how many
     * @param latest when the last one came
     * @param meaning for people, in English
     * @param remedy what to do
     */
    public record Returned(
            String kind,
            @Nullable String other,
            String reason,
            @Nullable String status,
            long letters,
            String latest,
            String meaning,
            String remedy) {}
}
