package org.letterlock.engine.tlspolicy;

import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.letterlock.engine.dane.DaneCertificates;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.MailRoute;
import org.letterlock.engine.dns.Proved;
import org.letterlock.engine.dns.ProvingDns;
import org.letterlock.engine.dns.TlsaRecord;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mtasts.StsPolicy;
import org.letterlock.engine.pkix.CertificateChain;
import org.letterlock.engine.pkix.TrustedRoots;
import org.letterlock.engine.queue.Contact;

/** Says on which terms hosts are spoken to. Safe for any thread. */
public final class TlsPolicies {

    private final ProvingDns dns;
    private final Function<DomainName, Optional<StsPolicy>> sts;
    private final TrustedRoots roots;
    private final Clock clock;

    /**
     * @param dns asked for TLSA records
     * @param sts the MTA-STS policy of a domain; may block
     * @param roots who is trusted where a policy asks for a trusted certificate
     */
    public TlsPolicies(ProvingDns dns, Function<DomainName, Optional<StsPolicy>> sts, TrustedRoots roots, Clock clock) {
        this.dns = dns;
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

        /**
         * On which terms a host is spoken to. Where DANE has a word, MTA-STS has none: it must not make good what DANE refuses (RFC 8461 §2). Records that cannot be
         * used have no word but that there be TLS (RFC 7672 §2.2), which takes nothing off a policy that binds.
         */
        public TlsTerms terms(MailRoute.Host host) {
            return dane(host).orElseGet(() -> sts(host));
        }

        /** The terms by DANE (RFC 7672 §2.2); empty where the host has proved no TLSA records. What cannot be known is not taken for nothing. */
        private Optional<TlsTerms> dane(MailRoute.Host host) {
            int port = host.addresses().getFirst().getPort();
            for (DomainName base : host.tlsaBases()) {
                Optional<DomainName> name = DomainName.parse("_" + port + "._tcp." + base);
                if (name.isEmpty()) {
                    continue;
                }
                Proved<TlsaRecord> proved = dns.provedTlsa(name.get());
                if (proved.answer() instanceof DnsAnswer.TemporaryFailure<TlsaRecord>(String reason)) {
                    return Optional.of(TlsTerms.refused("its TLSA records (DANE) could not be had: " + reason));
                }
                if (proved.secure() && !proved.answer().records().isEmpty()) {
                    return Optional.of(
                            dane(host, base, DaneCertificates.of(proved.answer().records())));
                }
            }
            return Optional.empty();
        }

        private TlsTerms dane(MailRoute.Host host, DomainName base, DaneCertificates certificates) {
            if (certificates.records().isEmpty()) {
                TlsTerms policy = sts(host);
                return policy.use() == TlsTerms.Use.REQUIRED
                        ? policy
                        : TlsTerms.required(base, _ -> TlsTerms.Checked.NOT);
            }
            Set<DomainName> names = new LinkedHashSet<>(host.tlsaBases());
            names.add(base);
            host.policyDomain().ifPresent(names::add);
            return TlsTerms.required(
                    base,
                    chain -> certificates.match(chain, names, clock.instant())
                            ? TlsTerms.Checked.by(Contact.Verified.DANE)
                            : TlsTerms.Checked.failed("its certificate is none that its TLSA records (DANE) name"));
        }

        private TlsTerms sts(MailRoute.Host host) {
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
            return binding ? TlsTerms.required(name.get(), check) : TlsTerms.ifOffered(check);
        }

        private TlsTerms.Checked check(CertificateChain chain, DomainName host, boolean binding) {
            Optional<CertificateChain.Fault> fault = chain.fault(host, roots, clock.instant());
            if (fault.isEmpty()) {
                return TlsTerms.Checked.by(Contact.Verified.MTA_STS);
            }
            return binding
                    ? TlsTerms.Checked.failed("its certificate breaks the domain's MTA-STS policy: "
                            + fault.get().words())
                    : TlsTerms.Checked.NOT;
        }
    }
}
