package org.letterlock.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
     * @param code what is to be thought of them, a word for programs, stable: of {@link Kind}
     * @param other the domain that alone answers for them, of {@link Kind#OTHERS}; null of all else
     * @param meaning for people, in English
     * @param remedy what to do, in English; null where nothing is to be done
     */
    public record Letters(
            @Nullable String source,
            long letters,
            boolean passed,
            boolean dkim,
            boolean spf,
            String outcome,
            String code,
            @Nullable String other,
            String meaning,
            @Nullable String remedy) {

        /** What is to be thought of letters. An app has sentences for these, and shows those that came for a code that it does not know. */
        public enum Kind {
            /** Signature and server show that they are from the domain. */
            PROVEN,
            /** The signature does, and they came over another server. */
            SENT_ON,
            /** The server does, and no signature held. */
            UNSIGNED,
            /** A list, or a server that sent them on, changed them. */
            CHANGED,
            /** Another domain answers for them, and this one does not. */
            OTHERS,
            /** Nobody answers for them. */
            NOBODY;

            /** As {@link Letters#code} has it. */
            public String code() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }

            /** The kind of this {@link #code}; empty where none has it. */
            public static Optional<Kind> of(String code) {
                return Arrays.stream(values())
                        .filter(kind -> kind.code().equals(code))
                        .findFirst();
            }
        }
    }

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
     * @param type the result type of RFC 8460 §4.3, of {@link #TYPES}
     * @param host the mail exchanger; null where it is not told
     * @param organization who reports it
     * @param sessions how many
     * @param meaning for people, in English
     * @param remedy what to do, in English
     */
    public record TlsFailure(
            String type, @Nullable String host, String organization, long sessions, String meaning, String remedy) {

        /** The types that an app has sentences for; for others it shows those that came. */
        public static final List<String> TYPES = List.of(
                "starttls-not-supported",
                "certificate-host-mismatch",
                "certificate-expired",
                "certificate-not-trusted",
                "validation-failure",
                "tlsa-invalid",
                "dnssec-invalid",
                "dane-required",
                "sts-policy-fetch-error",
                "sts-policy-invalid",
                "sts-webpki-invalid",
                "other");
    }

    /**
     * Letters that came back alike, or are complained of.
     *
     * @param kind {@code bounced}, {@code delayed}, {@code forged}: not from here; {@code complaint}
     * @param other the domain of the recipients, or who complains; null where it is not told
     * @param reason in a word: of a letter that came back, of {@link RefusalKind}; of a complaint its type (RFC 5965 §3.1), of {@link #COMPLAINTS}
     * @param status the enhanced status code; null where none was told
     * @param letters how many
     * @param latest when the last one came
     * @param meaning for people, in English
     * @param remedy what to do, in English
     */
    public record Returned(
            String kind,
            @Nullable String other,
            String reason,
            @Nullable String status,
            long letters,
            String latest,
            String meaning,
            String remedy) {

        /** The types of complaints that an app has sentences for; others are complaints all the same. */
        public static final List<String> COMPLAINTS =
                List.of("abuse", "fraud", "virus", "auth-failure", "dmarc", "not-spam", "opt-out", "opt-out-list");
    }
}
