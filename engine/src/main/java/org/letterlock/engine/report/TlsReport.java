package org.letterlock.engine.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a sender tells of its TLS with the mail exchangers of a domain (RFC 8460 §4).
 *
 * @param organization who reports; at most 200 characters, harmless to show
 * @param id what the reporter calls the report
 * @param contact where to ask; empty where it does not say
 * @param begin from when on sessions were counted
 * @param end until when
 * @param policies what came of each policy; at most 100
 */
public record TlsReport(
        String organization,
        String id,
        Optional<String> contact,
        Instant begin,
        Instant end,
        List<PolicyResult> policies)
        implements Report {

    public TlsReport {
        policies = List.copyOf(policies);
    }

    /** What a sender went by. */
    public enum PolicyType {
        /** TLSA records (RFC 7672). */
        TLSA("tlsa"),
        /** An MTA-STS policy (RFC 8461). */
        STS("sts"),
        /** Neither: TLS where it is offered. */
        NO_POLICY_FOUND("no-policy-found");

        private final String token;

        PolicyType(String token) {
            this.token = token;
        }

        /** The word of reports. */
        public String token() {
            return token;
        }

        static PolicyType of(String token) {
            for (PolicyType type : values()) {
                if (type.token.equalsIgnoreCase(token)) {
                    return type;
                }
            }
            return NO_POLICY_FOUND;
        }
    }

    /**
     * What a sender went by, as it found it.
     *
     * @param type what it is
     * @param strings the policy line by line, or the TLSA records; at most 100
     * @param domain whose it is: the recipient's domain, or the TLSA base domain
     * @param mxHosts the hosts that it names; at most 100
     */
    public record Policy(PolicyType type, List<String> strings, String domain, List<String> mxHosts) {
        public Policy {
            strings = List.copyOf(strings);
            mxHosts = List.copyOf(mxHosts);
        }
    }

    /**
     * What came of it.
     *
     * @param successful sessions that went as the policy wants
     * @param failed others
     * @param failures the others by reason; at most 100
     */
    public record PolicyResult(Policy policy, long successful, long failed, List<Failure> failures) {
        public PolicyResult {
            failures = List.copyOf(failures);
        }
    }

    /**
     * Sessions that failed alike.
     *
     * @param type why
     * @param sendingAddress the sender's address; empty where it does not say
     * @param mxHost the mail exchanger
     * @param mxAddress its address
     * @param sessions how many
     * @param reason more about it, in one word
     * @param information more about it
     */
    public record Failure(
            TlsFailure type,
            Optional<String> sendingAddress,
            Optional<String> mxHost,
            Optional<String> mxAddress,
            long sessions,
            Optional<String> reason,
            Optional<String> information) {}
}
