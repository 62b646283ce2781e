package org.letterlock.engine.tlspolicy;

import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
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
import org.letterlock.engine.report.TlsFailure;
import org.letterlock.engine.report.TlsReport;

/** Says on which terms hosts are spoken to. Safe for any thread. */
public final class TlsPolicies {

    /** What a report tells of a policy at most. */
    private static final int MOST_RECORDS = 30;

    private final ProvingDns dns;
    private final Function<DomainName, StsPolicies.Found> sts;
    private final TrustedRoots roots;
    private final Clock clock;

    /**
     * @param dns asked for TLSA records
     * @param sts the MTA-STS policy of a domain; may block
     * @param roots who is trusted where a policy asks for a trusted certificate
     */
    public TlsPolicies(ProvingDns dns, Function<DomainName, StsPolicies.Found> sts, TrustedRoots roots, Clock clock) {
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
        private final Map<DomainName, StsPolicies.Found> known = new HashMap<>();

        private Attempt() {}

        /**
         * On which terms a host is spoken to. Where DANE has a word, MTA-STS has none: it must not make good what DANE refuses (RFC 8461 §2). Records that cannot be
         * used have no word but that there be TLS (RFC 7672 §2.2), which takes nothing off a policy that binds.
         */
        public TlsTerms terms(MailRoute.Host host) {
            return host.relay().isPresent() ? relay(host) : byPolicy(host);
        }

        /** A relay is who its certificate says it is: it gets all our mail, and a password. */
        private TlsTerms relay(MailRoute.Host host) {
            return DomainName.parse(host.name())
                    .map(name -> TlsTerms.required(name, chain -> byName(chain, name)))
                    .orElseGet(() -> TlsTerms.refused("a relay has a name, by which it proves who it is"));
        }

        private TlsTerms byPolicy(MailRoute.Host host) {
            return dane(host).orElseGet(() -> sts(host));
        }

        /**
         * On which terms a host is spoken to for a letter that is to go over TLS all the way (RFC 8689 §4.2.1): it is proved, by signatures of the DNS or by the
         * domain's policy, that it takes the domain's mail, and by its certificate that it is this host.
         */
        public TlsTerms strictTerms(MailRoute.Host host) {
            TlsTerms terms = terms(host);
            if (terms.refusal().isPresent()) {
                return terms;
            }
            Optional<DomainName> name = DomainName.parse(host.name());
            if (name.isEmpty() || !isProved(host, name.get())) {
                return TlsTerms.refusedForGood(
                        "nothing proves that it takes the domain's mail: its DNS is not signed, and no"
                                + " MTA-STS policy names it");
            }
            return TlsTerms.required(terms.serverName().orElse(name.get()), chain -> {
                        TlsTerms.Checked checked = terms.check().check(chain);
                        return checked.fault().isPresent() || checked.verified() != Contact.Verified.NOT
                                ? checked
                                : byName(chain, name.get());
                    })
                    .under(terms.reported());
        }

        /** Whether it is sure that mail for the domain goes to this host; one that is the domain itself, or the owner's choice, needs no proof. */
        private boolean isProved(MailRoute.Host host, DomainName name) {
            return !host.tlsaBases().isEmpty()
                    || host.policyDomain().equals(Optional.of(name))
                    || policy(host).filter(policy -> policy.allows(name)).isPresent();
        }

        private TlsTerms.Checked byName(CertificateChain chain, DomainName name) {
            return chain.fault(name, roots, clock.instant())
                    .map(fault -> TlsTerms.Checked.failed("its certificate does not hold: " + fault.words()))
                    .orElseGet(() -> TlsTerms.Checked.by(Contact.Verified.CERTIFICATE));
        }

        private Optional<StsPolicy> policy(MailRoute.Host host) {
            return found(host).policy();
        }

        private StsPolicies.Found found(MailRoute.Host host) {
            return host.policyDomain()
                    .map(domain -> known.computeIfAbsent(domain, sts))
                    .orElse(StsPolicies.Found.NONE);
        }

        /** What sessions with the host are reported under; nothing where the owner chose it. */
        private Optional<TlsTerms.Reported> reported(
                MailRoute.Host host,
                TlsReport.PolicyType type,
                List<String> strings,
                List<String> mxHosts,
                Optional<TlsFailure> failure) {
            return host.policyDomain()
                    .map(domain -> new TlsTerms.Reported(
                            new TlsReport.Policy(type, strings, domain.ascii(), mxHosts), failure));
        }

        private Optional<TlsTerms.Reported> reported(
                MailRoute.Host host, DomainName base, List<TlsaRecord> records, Optional<TlsFailure> failure) {
            List<String> strings = records.stream()
                    .limit(MOST_RECORDS)
                    .map(record -> record.usage() + " " + record.selector() + " " + record.matchingType() + " "
                            + HexFormat.of().formatHex(record.data()))
                    .toList();
            return host.policyDomain()
                    .map(_ -> new TlsTerms.Reported(
                            new TlsReport.Policy(
                                    TlsReport.PolicyType.TLSA, strings, base.ascii(), List.of(host.name())),
                            failure));
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
                    return Optional.of(TlsTerms.refused("its TLSA records (DANE) could not be had: " + reason)
                            .under(reported(host, base, List.of(), Optional.of(TlsFailure.DNSSEC_INVALID))));
                }
                if (proved.secure() && !proved.answer().records().isEmpty()) {
                    return Optional.of(dane(host, base, proved.answer().records()));
                }
            }
            return Optional.empty();
        }

        private TlsTerms dane(MailRoute.Host host, DomainName base, List<TlsaRecord> records) {
            DaneCertificates certificates = DaneCertificates.of(records);
            if (certificates.records().isEmpty()) {
                TlsTerms policy = sts(host);
                return policy.use() == TlsTerms.Use.REQUIRED
                        ? policy
                        : TlsTerms.required(base, _ -> TlsTerms.Checked.NOT)
                                .under(reported(host, base, records, Optional.of(TlsFailure.TLSA_INVALID)));
            }
            Set<DomainName> names = new LinkedHashSet<>(host.tlsaBases());
            names.add(base);
            host.policyDomain().ifPresent(names::add);
            return TlsTerms.required(
                            base,
                            chain -> certificates.match(chain, names, clock.instant())
                                    ? TlsTerms.Checked.by(Contact.Verified.DANE)
                                    : TlsTerms.Checked.failed(
                                            "its certificate is none that its TLSA records (DANE) name",
                                            TlsFailure.VALIDATION_FAILURE))
                    .under(reported(host, base, records, Optional.empty()));
        }

        private TlsTerms sts(MailRoute.Host host) {
            StsPolicies.Found found = found(host);
            if (found.policy().isEmpty()) {
                // One that could not be fetched is a policy all the same, as far as its domain is concerned.
                TlsReport.PolicyType type =
                        found.failure().isPresent() ? TlsReport.PolicyType.STS : TlsReport.PolicyType.NO_POLICY_FOUND;
                return TlsTerms.OPPORTUNISTIC.under(reported(host, type, List.of(), List.of(), found.failure()));
            }
            StsPolicy policy = found.policy().get();
            List<String> lines = policy.lines().stream().limit(MOST_RECORDS).toList();
            List<String> hosts = policy.patterns().stream().limit(MOST_RECORDS).toList();
            Optional<DomainName> name = DomainName.parse(host.name());
            boolean binding = policy.mode() == StsPolicy.Mode.ENFORCE;
            if (name.filter(policy::allows).isEmpty()) {
                Optional<TlsTerms.Reported> reported = reported(
                        host, TlsReport.PolicyType.STS, lines, hosts, Optional.of(TlsFailure.VALIDATION_FAILURE));
                return (binding
                                ? TlsTerms.refused("the domain's MTA-STS policy does not name this mail exchanger")
                                : TlsTerms.OPPORTUNISTIC)
                        .under(reported);
            }
            TlsTerms.Check check = chain -> check(chain, name.get(), binding);
            return (binding ? TlsTerms.required(name.get(), check) : TlsTerms.ifOffered(check))
                    .under(reported(host, TlsReport.PolicyType.STS, lines, hosts, Optional.empty()));
        }

        private TlsTerms.Checked check(CertificateChain chain, DomainName host, boolean binding) {
            Optional<CertificateChain.Fault> fault = chain.fault(host, roots, clock.instant());
            if (fault.isEmpty()) {
                return TlsTerms.Checked.by(Contact.Verified.MTA_STS);
            }
            TlsFailure failure = switch (fault.get()) {
                case EXPIRED -> TlsFailure.CERTIFICATE_EXPIRED;
                case HOST_MISMATCH -> TlsFailure.CERTIFICATE_HOST_MISMATCH;
                case NOT_TRUSTED -> TlsFailure.CERTIFICATE_NOT_TRUSTED;
            };
            return binding
                    ? TlsTerms.Checked.failed(
                            "its certificate breaks the domain's MTA-STS policy: "
                                    + fault.get().words(),
                            failure)
                    : TlsTerms.Checked.tested(failure);
        }
    }
}
