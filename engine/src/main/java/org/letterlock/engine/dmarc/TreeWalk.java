package org.letterlock.engine.dmarc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.dmarc.DmarcRecord.PublicSuffix;
import org.letterlock.engine.dns.DnsAnswer;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.mail.DnsName;
import org.letterlock.engine.mail.DomainName;

/** The DNS Tree Walk (RFC 9989 §4.10): asks for policies from a name up to the top, at most eight times. Remembers what it asked. For one letter and one thread. */
final class TreeWalk {

    private static final int MAX_LABELS = 8;

    private final DnsClient dns;
    private final Map<DomainName, Step> asked = new HashMap<>();

    TreeWalk(DnsClient dns) {
        this.dns = dns;
    }

    /** What one name holds. */
    sealed interface Step {
        /** A policy. */
        record Found(DomainName at, DmarcRecord policy) implements Step {}

        /** None. */
        record Nothing() implements Step {}

        /** The DNS did not tell. */
        record Failed(String reason) implements Step {}
    }

    /** What a walk led to. */
    sealed interface Walk {
        /**
         * It ended.
         *
         * @param organization the Organizational Domain of where it began
         * @param found the policies on the way, from the longest name to the shortest
         */
        record Done(DomainName organization, List<Step.Found> found) implements Walk {}

        /** The DNS did not tell. */
        record Failed(String reason) implements Walk {}
    }

    /** The policy of {@code domain} itself. */
    Step at(DomainName domain) {
        return asked.computeIfAbsent(domain, this::ask);
    }

    private Step ask(DomainName domain) {
        Optional<DnsName> name = DnsName.parse("_dmarc." + domain.ascii());
        if (name.isEmpty()) {
            return new Step.Nothing();
        }
        return switch (dns.txt(name.get())) {
            case DnsAnswer.TemporaryFailure<String>(String reason) ->
                new Step.Failed("DNS of " + name.get().ascii() + ": " + reason);
            case DnsAnswer.NoData<String>(), DnsAnswer.NoName<String>() -> new Step.Nothing();
            case DnsAnswer.Records<String>(List<String> texts) -> only(domain, texts);
        };
    }

    /** Several records are none (RFC 9989 §4.10 step 2). */
    private static Step only(DomainName domain, List<String> texts) {
        List<DmarcRecord> records =
                texts.stream().map(DmarcRecord::parse).flatMap(Optional::stream).toList();
        return records.size() == 1 ? new Step.Found(domain, records.getFirst()) : new Step.Nothing();
    }

    /** Walks up from {@code domain}. */
    Walk from(DomainName domain) {
        List<Step.Found> found = new ArrayList<>();
        for (DomainName name : names(domain)) {
            switch (at(name)) {
                case Step.Nothing() -> {}
                case Step.Failed(String reason) -> {
                    return new Walk.Failed(reason);
                }
                case Step.Found step -> {
                    found.add(step);
                    if (step.policy().publicSuffix() != PublicSuffix.UNSAID) {
                        return new Walk.Done(organization(domain, found), found);
                    }
                }
            }
        }
        return new Walk.Done(organization(domain, found), found);
    }

    private static List<DomainName> names(DomainName domain) {
        List<DomainName> names = new ArrayList<>();
        names.add(domain);
        String[] labels = domain.ascii().split("\\.", -1);
        for (int from = Math.max(1, labels.length - (MAX_LABELS - 1)); from < labels.length; from++) {
            DomainName.parse(String.join(".", List.of(labels).subList(from, labels.length)))
                    .ifPresent(names::add);
        }
        return names;
    }

    /** RFC 9989 §4.10.2. */
    private static DomainName organization(DomainName start, List<Step.Found> found) {
        for (Step.Found step : found) {
            switch (step.policy().publicSuffix()) {
                case NO -> {
                    return step.at();
                }
                case YES -> {
                    if (!step.at().equals(start)) {
                        return oneBelow(step.at(), start);
                    }
                }
                case UNSAID -> {}
            }
        }
        return found.isEmpty() ? start : found.getLast().at();
    }

    /** The name one label below {@code suffix} on the way to {@code start}. */
    private static DomainName oneBelow(DomainName suffix, DomainName start) {
        String rest = start.ascii()
                .substring(0, start.ascii().length() - suffix.ascii().length() - 1);
        return new DomainName(rest.substring(rest.lastIndexOf('.') + 1) + "." + suffix.ascii());
    }
}
