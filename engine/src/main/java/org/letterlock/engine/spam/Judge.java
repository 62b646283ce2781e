package org.letterlock.engine.spam;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.Provenance.Clue;
import org.letterlock.engine.mime.Hyperlink;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.spam.Judgement.Ground;

/** Judges letters. Pure. */
public final class Judge {

    /** One list may err; a third that copies it says nothing new. */
    private static final int MOST_LISTINGS = 2;

    /** Another filter puts junk aside at six points, where we do at five, and is not enough by itself. */
    private static final int MOST_OF_OTHER = 45;

    private static final int LEAST_OF_OTHER = -10;

    private Judge() {}

    /** What is thought of a letter from outside, with what was learned from others. */
    public static Judgement judge(JunkLevel level, Provenance provenance, Reading reading, Experience experience) {
        List<Ground> grounds = new ArrayList<>();
        provenance.clues().stream()
                .flatMap(clue -> reason(clue).stream())
                .map(Ground::new)
                .forEach(grounds::add);
        provenance.listings().stream().limit(MOST_LISTINGS).forEach(_ -> grounds.add(new Ground(Reason.LISTED)));
        provenance
                .opinion()
                .ifPresent(opinion -> grounds.add(new Ground(
                        Reason.OTHER_FILTER,
                        Math.clamp(opinion.tenths() * 5 / 6, LEAST_OF_OTHER, MOST_OF_OTHER),
                        opinion.symbols())));
        signs(reading).stream().map(Ground::new).forEach(grounds::add);
        // Whoever forges letters of a bank takes the bank's words: against the wish of the domain nothing speaks for a
        // letter.
        boolean forged = provenance.has(Clue.DMARC_QUARANTINE) || provenance.has(Clue.OWN_DOMAIN);
        experience.grounds(provenance.has(Clue.AUTHOR_PROVEN)).stream()
                .filter(ground -> !forged || ground.tenths() > 0)
                .forEach(grounds::add);
        return new Judgement(grounds, level);
    }

    private static Optional<Reason> reason(Clue clue) {
        return switch (clue) {
            case AUTHOR_PROVEN -> Optional.empty();
            case SPF_FAIL -> Optional.of(Reason.SPF_FAIL);
            case SPF_SOFTFAIL -> Optional.of(Reason.SPF_SOFTFAIL);
            case DKIM_FAIL -> Optional.of(Reason.DKIM_FAIL);
            case UNVOUCHED -> Optional.of(Reason.UNVOUCHED);
            case DMARC_FAIL -> Optional.of(Reason.DMARC_FAIL);
            case DMARC_QUARANTINE -> Optional.of(Reason.DMARC_QUARANTINE);
            case AUTHOR_UNCLEAR -> Optional.of(Reason.AUTHOR_UNCLEAR);
            case OWN_DOMAIN -> Optional.of(Reason.OWN_DOMAIN);
            case NO_HOST_NAME -> Optional.of(Reason.NO_HOST_NAME);
        };
    }

    /** What the letter itself gives away. */
    static Set<Reason> signs(Reading reading) {
        Set<Reason> signs = EnumSet.noneOf(Reason.class);
        if (!reading.repeated().isEmpty()) {
            signs.add(Reason.REPEATED_FIELD);
        }
        if (!reading.dated()) {
            signs.add(Reason.NO_DATE);
        }
        if (!reading.named()) {
            signs.add(Reason.NO_MESSAGE_ID);
        }
        reading.authors().forEach(author -> author(author, signs));
        reading.links().forEach(link -> link(link, signs));
        return signs;
    }

    private static void author(ImapEnvelope.Address author, Set<Reason> signs) {
        Optional<DomainName> domain = author.host().flatMap(DomainName::parse);
        if (domain.isEmpty()) {
            return;
        }
        if (Hosts.isLookalike(domain.get())) {
            signs.add(Reason.LOOKALIKE_AUTHOR);
        }
        String name = author.displayed();
        // A list that writes in its own name says so, as in "ann@example.org via Friends".
        boolean via = name.contains(" via ");
        if (!via
                && addressDomain(name)
                        .filter(shown -> !Hosts.areRelated(shown, domain.get()))
                        .isPresent()) {
            signs.add(Reason.NAME_SHOWS_ADDRESS);
        }
    }

    /** The domain of the first address in {@code name}. */
    private static Optional<DomainName> addressDomain(String name) {
        int at = name.indexOf('@');
        if (at <= 0 || !Character.isLetterOrDigit(name.charAt(at - 1))) {
            return Optional.empty();
        }
        int end = at + 1;
        while (end < name.length()
                && (Character.isLetterOrDigit(name.charAt(end)) || ".-".indexOf(name.charAt(end)) >= 0)) {
            end++;
        }
        String domain = name.substring(at + 1, end);
        String trimmed = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        return DomainName.parse(trimmed).filter(found -> found.ascii().indexOf('.') > 0);
    }

    private static void link(Hyperlink link, Set<Reason> signs) {
        Optional<String> target = Hosts.target(link.target());
        if (target.isEmpty()) {
            return;
        }
        if (Hosts.isNumber(target.get())) {
            signs.add(Reason.LINK_TO_NUMBER);
        }
        Optional<DomainName> host = DomainName.parse(target.get());
        if (host.filter(Hosts::isLookalike).isPresent()) {
            signs.add(Reason.LOOKALIKE_LINK);
        }
        Optional<DomainName> shown = Hosts.shown(link.text());
        if (shown.isPresent()
                && host.filter(leads -> Hosts.areRelated(leads, shown.get())).isEmpty()) {
            signs.add(Reason.LINK_ELSEWHERE);
        }
    }
}
