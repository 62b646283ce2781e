package org.letterlock.engine.dmarc;

import java.util.Optional;
import org.letterlock.engine.mail.DomainName;

/** Compares domains with that of an author (RFC 9989 §4.10.2). For one letter and one thread. */
final class Alignment {

    private final TreeWalk walk;
    private final DomainName author;
    private final DomainName organization;
    private Optional<String> failure = Optional.empty();

    /** @param organization of the author */
    Alignment(TreeWalk walk, DomainName author, DomainName organization) {
        this.walk = walk;
        this.author = author;
        this.organization = organization;
    }

    /** Whether {@code domain} is the author's, or, where that is enough, of the same organization. */
    boolean aligned(DomainName domain, boolean strict) {
        if (domain.equals(author)) {
            return true;
        }
        if (strict || !domain.isWithin(organization)) {
            return false;
        }
        return switch (walk.from(domain)) {
            case TreeWalk.Walk.Done done -> done.organization().equals(organization);
            case TreeWalk.Walk.Failed(String reason) -> {
                failure = Optional.of(reason);
                yield false;
            }
        };
    }

    /** Why a domain could not be compared; empty where all could. */
    Optional<String> failure() {
        return failure;
    }
}
