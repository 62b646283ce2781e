package org.letterlock.engine.dmarc;

import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dmarc.DmarcRecord.Policies;
import org.letterlock.engine.dmarc.DmarcRecord.PublicSuffix;
import org.letterlock.engine.dmarc.DmarcVerdict.Result;
import org.letterlock.engine.dmarc.TreeWalk.Step;
import org.letterlock.engine.dmarc.TreeWalk.Walk;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DomainName;

/** Checks authors (RFC 9989 §5.3). Safe for any number of threads; blocks for the DNS. */
public final class DmarcChecker {

    private final DnsClient dns;

    public DmarcChecker(DnsClient dns) {
        this.dns = dns;
    }

    /**
     * Who stands for a letter.
     *
     * @param spf the domain of the envelope, if SPF passed
     * @param dkim the domains whose signatures passed
     */
    public record Identifiers(Optional<DomainName> spf, List<DomainName> dkim) {
        public Identifiers {
            dkim = List.copyOf(dkim);
        }
    }

    /** A policy that applies, and where it was found. */
    private record Applied(Step.Found found, DmarcPolicy policy) {}

    /** Whether one of {@code identifiers} is aligned with {@code author}, and what the author's domain wants if none is. */
    public DmarcVerdict check(DomainName author, Identifiers identifiers) {
        TreeWalk walk = new TreeWalk(dns);
        Step own = walk.at(author);
        if (own instanceof Step.Failed(String reason)) {
            return verdict(Result.TEMPERROR, author, reason);
        }
        if (own instanceof Step.Found found && isTheAuthorItself(found, identifiers)) {
            return conclude(walk, author, found, author, identifiers);
        }
        return switch (walk.from(author)) {
            case Walk.Failed(String reason) -> verdict(Result.TEMPERROR, author, reason);
            case Walk.Done(DomainName organization, List<Step.Found> found) ->
                policy(own, organization, found)
                        .map(step -> conclude(walk, author, step, organization, identifiers))
                        .orElseGet(() -> verdict(Result.NONE, author, "there is no policy"));
        };
    }

    /** Where nothing but the author's own domain is asked about, there is no need to walk (RFC 9989 §4.10.2). */
    private static boolean isTheAuthorItself(Step.Found found, Identifiers identifiers) {
        return identifiers.spf().filter(found.at()::equals).isPresent()
                || identifiers.dkim().contains(found.at());
    }

    /** RFC 9989 §4.10.1: the author's own, else that of its organization, else that of the suffix above it. */
    private static Optional<Step.Found> policy(Step own, DomainName organization, List<Step.Found> found) {
        if (own instanceof Step.Found mine) {
            return Optional.of(mine);
        }
        return found.stream()
                .filter(step -> step.at().equals(organization))
                .findFirst()
                .or(() -> found.stream()
                        .filter(step -> step.policy().publicSuffix() == PublicSuffix.YES)
                        .findFirst());
    }

    private DmarcVerdict conclude(
            TreeWalk walk, DomainName author, Step.Found found, DomainName organization, Identifiers identifiers) {
        Policies policies = found.policy().policies();
        if (!(policies instanceof Policies.Said said)) {
            return verdict(Result.NONE, author, "the policy cannot be used");
        }
        Applied applied = new Applied(found, applicable(author, found, said));
        Alignment alignment = new Alignment(walk, author, organization);
        boolean spf = identifiers.spf().stream()
                .anyMatch(domain -> alignment.aligned(domain, found.policy().strictSpf()));
        boolean dkim = identifiers.dkim().stream()
                .distinct()
                .anyMatch(domain -> alignment.aligned(domain, found.policy().strictDkim()));
        Optional<DmarcVerdict.Told> told = found.policy().reportTo().isEmpty()
                ? Optional.empty()
                : Optional.of(new DmarcVerdict.Told(published(found, said), dkim, spf));
        if (spf || dkim) {
            String who = (spf && dkim) ? "SPF and DKIM" : (spf ? "SPF" : "DKIM");
            return verdict(Result.PASS, author, applied, who, told);
        }
        return alignment
                .failure()
                .map(reason -> verdict(Result.TEMPERROR, author, applied, reason, Optional.empty()))
                .orElseGet(() ->
                        verdict(Result.FAIL, author, applied, "neither SPF nor DKIM passes for this domain", told));
    }

    private static PublishedPolicy published(Step.Found found, Policies.Said said) {
        DmarcRecord policy = found.policy();
        return new PublishedPolicy(
                found.at(),
                said.own(),
                said.below(),
                said.belowAndMissing(),
                policy.strictDkim(),
                policy.strictSpf(),
                policy.testing());
    }

    private DmarcPolicy applicable(DomainName author, Step.Found found, Policies.Said said) {
        DmarcPolicy policy = said.own();
        if (!found.at().equals(author)) {
            boolean missing = said.below() != said.belowAndMissing() && dns.a(author) instanceof DnsAnswer.NoName<?>;
            policy = missing ? said.belowAndMissing() : said.below();
        }
        return found.policy().testing() ? policy.whileTesting() : policy;
    }

    private static DmarcVerdict verdict(Result result, DomainName author, String reason) {
        return new DmarcVerdict(result, author, Optional.empty(), DmarcPolicy.NONE, reason);
    }

    private static DmarcVerdict verdict(
            Result result, DomainName author, Applied applied, String reason, Optional<DmarcVerdict.Told> told) {
        return new DmarcVerdict(result, author, Optional.of(applied.found().at()), applied.policy(), reason, told);
    }
}
