package org.letterlock.engine.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dmarc.TreeWalk.Step;
import org.letterlock.engine.dmarc.TreeWalk.Walk;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;

/** Who is to be told of letters in the name of a domain; an address elsewhere has to want that (RFC 9990 §4). Safe for any number of threads; blocks for the DNS. */
public final class ReportTargets {

    private final DnsClient dns;

    public ReportTargets(DnsClient dns) {
        this.dns = dns;
    }

    /** What the DNS says of a domain. */
    public sealed interface Found {
        /** Who is told; it may be nobody. */
        record Told(List<ReportTarget> targets) implements Found {}

        /** The DNS did not tell; later it may. */
        record Later() implements Found {}
    }

    /** Whom {@code domain}, at which a policy stands, wants told. */
    public Found of(DomainName domain) {
        TreeWalk walk = new TreeWalk(dns);
        List<ReportTarget> targets = new ArrayList<>();
        if (walk.at(domain) instanceof Step.Failed) {
            return new Found.Later();
        }
        if (!(walk.at(domain) instanceof Step.Found(DomainName _, DmarcRecord policy))) {
            return new Found.Told(List.of());
        }
        for (ReportTarget target : policy.reportTo()) {
            Optional<List<ReportTarget>> verified = verified(walk, domain, target);
            if (verified.isEmpty()) {
                return new Found.Later();
            }
            verified.get().stream()
                    .filter(told ->
                            targets.stream().noneMatch(other -> other.address().equals(told.address())))
                    .limit(ReportTarget.MOST - targets.size())
                    .forEach(targets::add);
        }
        return new Found.Told(targets);
    }

    /** What comes of a target; empty where the DNS does not tell. */
    private Optional<List<ReportTarget>> verified(TreeWalk walk, DomainName domain, ReportTarget target) {
        DomainName host = target.address().domain();
        if (host.equals(domain)) {
            return Optional.of(List.of(target));
        }
        return walk.from(domain) instanceof Walk.Done(DomainName ours, List<Step.Found> _)
                        && walk.from(host) instanceof Walk.Done(DomainName theirs, List<Step.Found> _)
                ? ours.equals(theirs) ? Optional.of(List.of(target)) : agreed(domain, host, target)
                : Optional.empty();
    }

    /** Whether who gets them agrees, and where it wants them instead: at the same host, or nobody is told. */
    private Optional<List<ReportTarget>> agreed(DomainName domain, DomainName host, ReportTarget target) {
        Optional<DnsName> name = DnsName.parse(domain.ascii() + "._report._dmarc." + host.ascii());
        if (name.isEmpty()) {
            return Optional.of(List.of());
        }
        DnsAnswer<String> answer = dns.txt(name.get());
        if (answer instanceof DnsAnswer.TemporaryFailure<String>) {
            return Optional.empty();
        }
        List<DmarcRecord> agreements = answer.records().stream()
                .flatMap(text -> DmarcRecord.parse(text).stream())
                .toList();
        List<ReportTarget> instead = agreements.stream()
                .flatMap(record -> record.reportTo().stream())
                .toList();
        if (agreements.isEmpty()
                || !instead.stream().allMatch(other -> other.address().domain().equals(host))) {
            return Optional.of(List.of());
        }
        return Optional.of(instead.isEmpty() ? List.of(target) : instead);
    }
}
