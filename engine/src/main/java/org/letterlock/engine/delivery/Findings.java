package org.letterlock.engine.delivery;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.letterlock.engine.arc.ArcResult;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dmarc.DmarcPolicy;
import org.letterlock.engine.dmarc.DmarcVerdict;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.dns.Iprev;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.Provenance.Clue;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.queue.DmarcTally;
import org.letterlock.engine.report.DmarcFeedback;
import org.letterlock.engine.report.DmarcReport;
import org.letterlock.engine.spf.SpfResult;
import org.letterlock.engine.spf.SpfVerdict;

/** What {@link Authentication} found. */
sealed interface Findings {

    /** Nothing was looked for. */
    record Unchecked() implements Findings {}

    /**
     * What was found.
     *
     * @param host by the names of the client's address
     * @param sender by SPF
     * @param signatures by DKIM
     * @param chain by ARC
     * @param author by DMARC; empty where the letter names no author with a domain
     */
    record Checked(
            Iprev host, Sender sender, List<DkimResult> signatures, ArcResult chain, Optional<DmarcVerdict> author)
            implements Findings {
        public Checked {
            signatures = List.copyOf(signatures);
        }

        private Provenance measured(Predicate<DomainName> ours) {
            SpfResult spf = sender.verdict().result();
            boolean signed = signatures.stream().anyMatch(DkimResult::passes);
            Set<Clue> clues = EnumSet.noneOf(Clue.class);
            boolean told = spf != SpfResult.TEMPERROR
                    && signatures.stream().noneMatch(result -> result.outcome() == DkimResult.Outcome.TEMPERROR);
            if (spf != SpfResult.PASS && !signed && told) {
                clues.add(Clue.UNVOUCHED);
            }
            switch (spf) {
                case FAIL -> clues.add(Clue.SPF_FAIL);
                case SOFTFAIL -> clues.add(Clue.SPF_SOFTFAIL);
                case PASS, NEUTRAL, NONE, TEMPERROR, PERMERROR -> {
                    // None of them tells the good from the bad.
                }
            }
            if (!signed && signatures.stream().anyMatch(result -> result.outcome() == DkimResult.Outcome.FAIL)) {
                clues.add(Clue.DKIM_FAIL);
            }
            switch (host.result()) {
                case FAIL, PERMERROR -> clues.add(Clue.NO_HOST_NAME);
                case PASS, TEMPERROR -> {
                    // It has one, or nobody could say.
                }
            }
            author.ifPresentOrElse(verdict -> addAuthor(verdict, ours, clues), () -> clues.add(Clue.AUTHOR_UNCLEAR));
            return new Provenance(true, clues, List.of());
        }

        /** Whether the author's domain answers for the letter. */
        private boolean proves(DmarcVerdict verdict) {
            return verdict.result() == DmarcVerdict.Result.PASS
                    || (verdict.result() == DmarcVerdict.Result.NONE && standsBehind(verdict.author()));
        }

        private void addAuthor(DmarcVerdict verdict, Predicate<DomainName> ours, Set<Clue> clues) {
            switch (verdict.result()) {
                case PASS -> clues.add(Clue.AUTHOR_PROVEN);
                case FAIL -> clues.add(verdict.policy() == DmarcPolicy.NONE ? Clue.DMARC_FAIL : Clue.DMARC_QUARANTINE);
                case PERMERROR -> clues.add(Clue.AUTHOR_UNCLEAR);
                case NONE -> {
                    if (standsBehind(verdict.author())) {
                        clues.add(Clue.AUTHOR_PROVEN);
                    }
                }
                case TEMPERROR -> {
                    // Nobody could say.
                }
            }
            boolean known = verdict.result() != DmarcVerdict.Result.TEMPERROR;
            if (known && ours.test(verdict.author()) && !clues.contains(Clue.AUTHOR_PROVEN)) {
                clues.add(Clue.OWN_DOMAIN);
            }
        }

        /** Whether a domain without a policy answers for the letter all the same. */
        private boolean standsBehind(DomainName domain) {
            boolean sent = sender.verdict().result() == SpfResult.PASS
                    && sender.from()
                            .address()
                            .filter(address -> domain.isWithin(address.domain())
                                    || address.domain().isWithin(domain))
                            .isPresent();
            return sent
                    || signatures.stream()
                            .filter(DkimResult::passes)
                            .flatMap(result -> result.signature().stream())
                            .anyMatch(signature -> domain.isWithin(signature.domain()));
        }
    }

    /**
     * What SPF said, and of whom.
     *
     * @param from the reverse-path
     * @param helo what the client called itself; SPF is about it where the reverse-path is null
     * @param remote the client's address
     */
    record Sender(ReversePath from, String helo, InetAddress remote, SpfVerdict verdict) {}

    /** The author's domain whose policy wants the letter refused; empty where none does. */
    default Optional<DmarcVerdict> refusal() {
        return switch (this) {
            case Unchecked() -> Optional.empty();
            case Checked(Iprev _, Sender _, List<DkimResult> _, ArcResult _, Optional<DmarcVerdict> author) ->
                author.filter(verdict ->
                        verdict.result() == DmarcVerdict.Result.FAIL && verdict.policy() == DmarcPolicy.REJECT);
        };
    }

    /** What became of the chain; empty where nothing was looked for. */
    default Optional<ArcResult> chainOf() {
        return switch (this) {
            case Unchecked() -> Optional.empty();
            case Checked(Iprev _, Sender _, List<DkimResult> _, ArcResult chain, Optional<DmarcVerdict> _) ->
                Optional.of(chain);
        };
    }

    /**
     * Whether a notice may go to {@code sender}, of the reverse-path: its domain let the client send, or signed the letter. What comes from this machine may have its
     * notices.
     */
    default boolean vouchFor(EmailAddress sender) {
        return switch (this) {
            case Unchecked() -> true;
            case Checked(Iprev _, Sender by, List<DkimResult> signatures, ArcResult _, Optional<DmarcVerdict> _) ->
                by.verdict().result() == SpfResult.PASS
                        || signatures.stream()
                                .filter(DkimResult::passes)
                                .flatMap(result -> result.signature().stream())
                                .anyMatch(signature -> sender.domain().isWithin(signature.domain()));
        };
    }

    /**
     * Whether a letter may be answered to {@code sender}, of the reverse-path, without anybody looking at it: there is nobody that it could be forged in the name of.
     */
    default boolean mayAnswer(EmailAddress sender) {
        return vouchFor(sender)
                && switch (this) {
                    case Unchecked() -> true;
                    case Checked(Iprev _, Sender _, List<DkimResult> _, ArcResult _, Optional<DmarcVerdict> author) ->
                        author.filter(verdict -> verdict.result() == DmarcVerdict.Result.FAIL)
                                .isEmpty();
                };
    }

    /**
     * What of it the account is told that the letter goes to.
     *
     * @param ours whether a domain is one of our own
     */
    default Provenance provenance(Predicate<DomainName> ours) {
        return switch (this) {
            case Unchecked() -> Provenance.OURS;
            case Checked checked -> checked.measured(ours);
        };
    }

    /**
     * The author's domain, where it is known that the letter is from it; what comes from this machine may say.
     *
     * @param header of the letter
     */
    default Optional<DomainName> provenAuthor(HeaderFields header) {
        return switch (this) {
            case Unchecked() -> AuthorDomains.of(header).domains().stream().findFirst();
            case Checked checked -> checked.author().filter(checked::proves).map(DmarcVerdict::author);
        };
    }

    /** Whether nothing is known of the author for now, because the DNS did not tell. */
    default boolean undecided() {
        return switch (this) {
            case Unchecked() -> false;
            case Checked(Iprev _, Sender by, List<DkimResult> signatures, ArcResult _, Optional<DmarcVerdict> author) ->
                author.map(DmarcVerdict::result)
                        .filter(result -> result == DmarcVerdict.Result.TEMPERROR
                                || (result == DmarcVerdict.Result.NONE
                                        && (by.verdict().result() == SpfResult.TEMPERROR
                                                || signatures.stream()
                                                        .anyMatch(signature ->
                                                                signature.outcome() == DkimResult.Outcome.TEMPERROR))))
                        .isPresent();
        };
    }

    /** What the author's domain is told of the letter; empty where it does not ask, or nothing is known. */
    default Optional<DmarcTally.Letter> told() {
        return switch (this) {
            case Unchecked() -> Optional.empty();
            case Checked(Iprev _, Sender by, List<DkimResult> signatures, ArcResult _, Optional<DmarcVerdict> author) ->
                author.flatMap(verdict -> verdict.told().map(told -> told(verdict, told, by, signatures)));
        };
    }

    private static DmarcTally.Letter told(
            DmarcVerdict verdict, DmarcVerdict.Told told, Sender by, List<DkimResult> signatures) {
        boolean fails = verdict.result() == DmarcVerdict.Result.FAIL;
        PublishedPolicy published = told.published();
        DmarcPolicy asked = verdict.author().equals(published.domain()) ? published.own() : published.below();
        return new DmarcTally.Letter(
                published,
                new DmarcFeedback.Kind(
                        by.remote().getHostAddress(),
                        fails ? DmarcReport.Disposition.valueOf(verdict.policy().name()) : DmarcReport.Disposition.NONE,
                        told.dkim(),
                        told.spf(),
                        fails
                                && published.testing()
                                && (asked != DmarcPolicy.NONE || verdict.policy() != DmarcPolicy.NONE),
                        verdict.author(),
                        by.from().address().map(EmailAddress::domain),
                        signatures.stream()
                                .sorted(Comparator.comparing((DkimResult result) -> !result.passes()))
                                .flatMap(result -> result.signature().stream()
                                        .map(signature -> new DmarcFeedback.Signature(
                                                signature.domain(),
                                                signature.key().selector().ascii(),
                                                result.outcome().word())))
                                .limit(DmarcFeedback.MOST_SIGNATURES)
                                .toList(),
                        by.verdict().result().word()));
    }

    /** The name of the client that leads back to its address; empty where none does. */
    default Optional<DomainName> hostName() {
        return switch (this) {
            case Unchecked() -> Optional.empty();
            case Checked(Iprev host, Sender _, List<DkimResult> _, ArcResult _, Optional<DmarcVerdict> _) ->
                host.name();
        };
    }

    /** All of it in a line, for the log. */
    default String summary() {
        return switch (this) {
            case Unchecked() -> "not checked: it comes from this machine";
            case Checked(
                    Iprev host,
                    Sender sender,
                    List<DkimResult> signatures,
                    ArcResult chain,
                    Optional<DmarcVerdict> author) ->
                "iprev=" + host.result().word() + " ("
                        + host.name().map(DomainName::ascii).orElse(host.reason()) + ") spf="
                        + sender.verdict().result().word() + " ("
                        + sender.verdict().reason() + ")"
                        + summary(signatures)
                        + summary(chain)
                        + author.map(Findings::summary).orElse(" dmarc=permerror (no author)");
        };
    }

    private static String summary(List<DkimResult> signatures) {
        if (signatures.isEmpty()) {
            return " dkim=none";
        }
        StringBuilder text = new StringBuilder();
        for (DkimResult result : signatures) {
            text.append(" dkim=").append(result.outcome().word());
            result.signature().ifPresent(signature -> text.append(' ').append(signature.domain()));
            if (!result.reason().isEmpty()) {
                text.append(" (").append(result.reason()).append(')');
            }
        }
        return text.toString();
    }

    private static String summary(ArcResult chain) {
        return " arc=" + chain.status().word() + (chain.reason().isEmpty() ? "" : " (" + chain.reason() + ")");
    }

    private static String summary(DmarcVerdict verdict) {
        return " dmarc=" + verdict.result().word() + " " + verdict.author() + " p="
                + verdict.policy().word() + " (" + verdict.reason() + ")";
    }
}
