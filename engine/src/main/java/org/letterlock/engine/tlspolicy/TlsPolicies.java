package org.letterlock.engine.tlspolicy;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.letterlock.engine.dns.MailRoute;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.Contact;

/** Says on which terms hosts are spoken to. Safe for any thread. */
public final class TlsPolicies {

    private final Function<DomainName, Optional<StsPolicy>> sts;
    private final TrustedRoots roots;
    private final Clock clock;

    /**
     * @param sts the MTA-STS policy of a domain; may block
     * @param roots who is trusted where a policy asks for a trusted certificate
     */
    public TlsPolicies(Function<DomainName, Optional<StsPolicy>> sts, TrustedRoots roots, Clock clock) {
        this.sts = sts;
        this.roots = roots;
        this.clock = clock;
    }

    /** What holds for one attempt: each domain is asked for its policy once, before its first host. */
    public Attempt attempt() {
        return new Attempt();
    }

    /** The terms of the hosts of one attempt; for one thread. */
    public final class Attempt {
        private final Map<DomainName, Optional<StsPolicy>> known = new HashMap<>();

        private Attempt() {}

        /** On which terms a host is spoken to. */
        public TlsTerms terms(MailRoute.Host host) {
            Optional<StsPolicy> policy = host.policyDomain().flatMap(domain -> known.computeIfAbsent(domain, sts));
            if (policy.isEmpty()) {
                return TlsTerms.OPPORTUNISTIC;
            }
            Optional<DomainName> name = DomainName.parse(host.name());
            boolean binding = policy.get().mode() == StsPolicy.Mode.ENFORCE;
            if (name.filter(policy.get()::allows).isEmpty()) {
                return binding
                        ? TlsTerms.refused("the domain's MTA-STS policy does not name this mail exchanger")
                        : TlsTerms.OPPORTUNISTIC;
            }
            TlsTerms.Check check = chain -> check(chain, name.get(), binding);
            return binding ? TlsTerms.required(check) : new TlsTerms(TlsTerms.Use.IF_OFFERED, Optional.empty(), check);
        }

        private TlsTerms.Checked check(CertificateChain chain, DomainName host, boolean binding) {
            Optional<CertificateChain.Fault> fault = chain.fault(host, roots, clock.instant());
            if (fault.isEmpty()) {
                return TlsTerms.Checked.by(Contact.Verified.MTA_STS);
            }
            return binding
                    ? TlsTerms.Checked.failed(
                            "its certificate breaks the domain's MTA-STS policy: " + words(fault.get()))
                    : TlsTerms.Checked.NOT;
        }
    }

    private static String words(CertificateChain.Fault fault) {
        return switch (fault) {
            case EXPIRED -> "out of date";
            case HOST_MISMATCH -> "for another host";
            case NOT_TRUSTED -> "not trusted";
        };
    }
}
