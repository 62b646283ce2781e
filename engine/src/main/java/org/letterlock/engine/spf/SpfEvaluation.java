package org.letterlock.engine.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.MxRecord;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.spf.Mechanism.DomainSpec;
import org.letterlock.engine.spf.Mechanism.Prefixes;
import org.letterlock.engine.spf.SpfRecord.Directive;
import org.letterlock.engine.spf.SpfRecord.Parsed;

/** One check from its first policy through all that this includes and redirects to. For one thread. */
final class SpfEvaluation {

    private static final int MAX_EXCHANGERS = 10;
    private static final int MAX_EXPLANATION = 400;
    private static final int MAX_NAME = 253;

    private final Query query;
    private final SpfLookups lookups;

    /** What is checked. */
    record Query(InetAddress host, String helo, SpfIdentity sender, DomainName receiver, Instant now) {}

    /** What one directive says. */
    private sealed interface Match {
        record Yes() implements Match {}

        record No() implements Match {}

        /** The whole check ends here. */
        record End(SpfVerdict verdict) implements Match {}
    }

    SpfEvaluation(Query query, SpfLookups lookups) {
        this.query = query;
        this.lookups = lookups;
    }

    /** The check of the domain that was asked for. */
    SpfVerdict topmost(DnsName domain) {
        return check(domain, true);
    }

    /** @param explain whether a fail of this policy is the check's own */
    private SpfVerdict check(DnsName domain, boolean explain) {
        return switch (lookups.txt(domain)) {
            case DnsAnswer.TemporaryFailure<String>(String reason) ->
                SpfVerdict.of(SpfResult.TEMPERROR, "DNS of " + domain.ascii() + ": " + reason);
            case DnsAnswer.NoName<String>() -> SpfVerdict.of(SpfResult.NONE, domain.ascii() + " does not exist");
            case DnsAnswer.NoData<String>() -> noPolicy(domain);
            case DnsAnswer.Records<String>(List<String> texts) -> select(domain, texts, explain);
        };
    }

    private static SpfVerdict noPolicy(DnsName domain) {
        return SpfVerdict.of(SpfResult.NONE, domain.ascii() + " has no policy");
    }

    private SpfVerdict select(DnsName domain, List<String> texts, boolean explain) {
        List<String> policies = texts.stream().filter(SpfRecord::isPolicy).toList();
        if (policies.isEmpty()) {
            return noPolicy(domain);
        }
        if (policies.size() > 1) {
            return permanent(domain, "more than one policy");
        }
        return switch (SpfRecord.parse(policies.getFirst())) {
            case Parsed.Malformed(String reason) -> permanent(domain, reason);
            case Parsed.Good(SpfRecord policy) -> evaluate(domain, policy, explain);
        };
    }

    private static SpfVerdict permanent(DnsName domain, String reason) {
        return SpfVerdict.of(SpfResult.PERMERROR, domain.ascii() + ": " + reason);
    }

    private SpfVerdict evaluate(DnsName domain, SpfRecord policy, boolean explain) {
        for (Directive directive : policy.directives()) {
            switch (match(domain, directive)) {
                case Match.No() -> {}
                case Match.End(SpfVerdict verdict) -> {
                    return verdict;
                }
                case Match.Yes() -> {
                    Optional<String> explanation = explain && directive.result() == SpfResult.FAIL
                            ? policy.explanation().flatMap(where -> explanation(domain, where))
                            : Optional.empty();
                    return new SpfVerdict(directive.result(), domain.ascii() + ": " + directive.text(), explanation);
                }
            }
        }
        return policy.redirect()
                .map(target -> redirect(domain, target, explain))
                .orElseGet(() -> SpfVerdict.of(SpfResult.NEUTRAL, domain.ascii() + ": nothing matched"));
    }

    private SpfVerdict redirect(DnsName domain, MacroString target, boolean explain) {
        if (!lookups.mayAsk()) {
            return tooManyLookups(domain);
        }
        Optional<DnsName> name = target(domain, target);
        SpfVerdict verdict =
                name.map(other -> check(other, explain)).orElse(permanent(domain, "redirect to no domain"));
        return verdict.result() == SpfResult.NONE ? permanent(domain, "redirect to no policy") : verdict;
    }

    private static SpfVerdict tooManyLookups(DnsName domain) {
        return permanent(domain, "too many DNS lookups");
    }

    private Match match(DnsName domain, Directive directive) {
        return switch (directive.mechanism()) {
            case Mechanism.All() -> new Match.Yes();
            case Mechanism.Network network -> of(network.contains(query.host()));
            case Mechanism.Asking asking ->
                lookups.mayAsk() ? ask(domain, asking) : new Match.End(tooManyLookups(domain));
        };
    }

    private static Match of(boolean matches) {
        return matches ? new Match.Yes() : new Match.No();
    }

    private Match ask(DnsName domain, Mechanism.Asking mechanism) {
        return switch (mechanism) {
            case Mechanism.Include(MacroString other) -> include(domain, target(domain, other));
            case Mechanism.A(DomainSpec spec, Prefixes prefixes) ->
                target(domain, spec).map(name -> a(name, prefixes)).orElse(new Match.No());
            case Mechanism.Mx(DomainSpec spec, Prefixes prefixes) ->
                target(domain, spec).map(name -> mx(name, prefixes)).orElse(new Match.No());
            case Mechanism.Ptr(DomainSpec spec) ->
                of(target(domain, spec).filter(this::hostIsWithin).isPresent());
            case Mechanism.Exists(MacroString spec) ->
                target(domain, spec).map(this::exists).orElse(new Match.No());
        };
    }

    private Optional<DnsName> target(DnsName domain, DomainSpec spec) {
        return switch (spec) {
            case DomainSpec.Current() -> Optional.of(domain);
            case DomainSpec.Given(MacroString text) -> target(domain, text);
        };
    }

    /** The name that a domain-spec becomes; empty where it is none, and then nothing matches (RFC 7208 §4.8). */
    private Optional<DnsName> target(DnsName domain, MacroString text) {
        String name = context(domain).expand(text);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.length() > MAX_NAME) {
            int dot = name.indexOf('.', name.length() - MAX_NAME - 1);
            if (dot < 0) {
                return Optional.empty();
            }
            name = name.substring(dot + 1);
        }
        return DnsName.parse(name);
    }

    private MacroContext context(DnsName domain) {
        return new MacroContext(
                query.host(),
                query.helo(),
                query.sender(),
                domain.ascii(),
                query.receiver().ascii(),
                query.now(),
                () -> validatedName(domain));
    }

    private String validatedName(DnsName domain) {
        List<DomainName> names = lookups.validatedNames();
        return names.stream()
                .filter(domain::equals)
                .findFirst()
                .or(() -> names.stream().filter(name -> name.isWithin(domain)).findFirst())
                .or(() -> names.stream().findFirst())
                .map(DomainName::ascii)
                .orElse("unknown");
    }

    private boolean hostIsWithin(DnsName target) {
        return lookups.validatedNames().stream().anyMatch(name -> name.isWithin(target));
    }

    private Match include(DnsName domain, Optional<DnsName> other) {
        if (other.isEmpty()) {
            return new Match.End(permanent(domain, "include of no domain"));
        }
        SpfVerdict verdict = check(other.get(), false);
        return switch (verdict.result()) {
            case PASS -> new Match.Yes();
            case FAIL, SOFTFAIL, NEUTRAL -> new Match.No();
            case TEMPERROR, PERMERROR -> new Match.End(verdict);
            case NONE ->
                new Match.End(permanent(domain, "include of " + other.get().ascii() + ", which has no policy"));
        };
    }

    private Match a(DnsName name, Prefixes prefixes) {
        DnsAnswer<? extends InetAddress> answer = lookups.addresses(name);
        return fault(name, answer).orElseGet(() -> of(anyMatches(answer, prefixes)));
    }

    private boolean anyMatches(DnsAnswer<? extends InetAddress> answer, Prefixes prefixes) {
        return answer.records().stream().anyMatch(address -> prefixes.match(address, query.host()));
    }

    /** What ends the check: the DNS fails, or holds nothing once too often. */
    private Optional<Match> fault(DnsName name, DnsAnswer<?> answer) {
        return switch (answer) {
            case DnsAnswer.Records<?> _ -> Optional.empty();
            case DnsAnswer.TemporaryFailure<?>(String reason) -> Optional.of(temporary(name, reason));
            case DnsAnswer.NoData<?>(), DnsAnswer.NoName<?>() ->
                lookups.mayFindNothing()
                        ? Optional.empty()
                        : Optional.of(new Match.End(permanent(name, "too many lookups that find nothing")));
        };
    }

    private static Match temporary(DnsName name, String reason) {
        return new Match.End(SpfVerdict.of(SpfResult.TEMPERROR, "DNS of " + name.ascii() + ": " + reason));
    }

    private Match mx(DnsName name, Prefixes prefixes) {
        DnsAnswer<MxRecord> answer = lookups.mx(name);
        Optional<Match> fault = fault(name, answer);
        if (fault.isPresent()) {
            return fault.get();
        }
        if (answer.records().size() > MAX_EXCHANGERS) {
            return new Match.End(permanent(name, "more than " + MAX_EXCHANGERS + " mail exchangers"));
        }
        for (MxRecord record : answer.records()) {
            if (record.exchange().isEmpty()) {
                continue;
            }
            DomainName exchange = record.exchange().get();
            DnsAnswer<? extends InetAddress> addresses = lookups.addresses(exchange);
            if (addresses instanceof DnsAnswer.TemporaryFailure<?>(String reason)) {
                return temporary(exchange, reason);
            }
            if (anyMatches(addresses, prefixes)) {
                return new Match.Yes();
            }
        }
        return new Match.No();
    }

    private Match exists(DnsName name) {
        DnsAnswer<Inet4Address> answer = lookups.ipv4(name);
        return fault(name, answer).orElseGet(() -> of(!answer.records().isEmpty()));
    }

    /** The text for a fail (RFC 7208 §6.2); empty where anything is wrong with it. */
    private Optional<String> explanation(DnsName domain, MacroString where) {
        return target(domain, where)
                .map(name -> lookups.txt(name).records())
                .filter(texts -> texts.size() == 1)
                .flatMap(texts -> MacroString.explanation(texts.getFirst()))
                .map(context(domain)::expand)
                .map(SpfEvaluation::printable);
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars().limit(MAX_EXPLANATION).forEach(c -> printable.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return printable.toString();
    }
}
