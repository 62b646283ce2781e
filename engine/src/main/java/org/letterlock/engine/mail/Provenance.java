package org.letterlock.engine.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What was measured of a letter when it came, and can be measured only then: who vouches for it, what its server is called, who warns of it. It travels with the letter to
 * the account, which judges it when it moves in.
 *
 * @param outside whether it came from outside and was checked; otherwise our own people or this machine wrote it, and nobody judges it
 * @param clues what was found
 * @param listings the blocklists that name the server it came from, at most {@value #MAX_LISTINGS}
 * @param opinion what another filter thinks of it; empty where none was asked, or said anything
 */
public record Provenance(boolean outside, Set<Clue> clues, List<DomainName> listings, Optional<Opinion> opinion) {

    /** How many listings are kept. */
    public static final int MAX_LISTINGS = 4;

    private static final String OUTSIDE = "outside";
    private static final String LISTING = "listed:";

    /** That of a letter of our own. */
    public static final Provenance OURS = new Provenance(false, Set.of(), List.of());

    /** One that no other filter has an opinion of. */
    public Provenance(boolean outside, Set<Clue> clues, List<DomainName> listings) {
        this(outside, clues, listings, Optional.empty());
    }

    public Provenance {
        EnumSet<Clue> ordered = EnumSet.noneOf(Clue.class);
        ordered.addAll(clues);
        clues = Collections.unmodifiableSet(ordered);
        listings = List.copyOf(listings);
        if (listings.size() > MAX_LISTINGS) {
            throw new IllegalArgumentException("too many listings");
        }
    }

    /** What one look at it found. */
    public enum Clue {
        /** The author's domain stands behind the letter: by DMARC, or by SPF or DKIM in its own name. */
        AUTHOR_PROVEN,
        /** The domain of the sender says that this server does not send for it. */
        SPF_FAIL,
        SPF_SOFTFAIL,
        /** It is signed, and no signature holds. */
        DKIM_FAIL,
        /** Neither SPF nor a signature makes anybody answer for it. */
        UNVOUCHED,
        /** The author's domain did not send it, and asks for nothing. */
        DMARC_FAIL,
        /** The author's domain did not send it, and asks that such letters be put aside. */
        DMARC_QUARANTINE,
        /** It does not name one author. */
        AUTHOR_UNCLEAR,
        /** It says that one of our own domains wrote it, and that is not proven. */
        OWN_DOMAIN,
        /** The server has no name that leads back to it. */
        NO_HOST_NAME;

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Optional<Clue> of(String word) {
            return Arrays.stream(values())
                    .filter(clue -> clue.word().equals(word))
                    .findFirst();
        }
    }

    /** Whether {@code clue} was found. */
    public boolean has(Clue clue) {
        return clues.contains(clue);
    }

    /** The same with other listings; the first {@value #MAX_LISTINGS} are kept. */
    public Provenance with(List<DomainName> found) {
        return new Provenance(outside, clues, found.stream().limit(MAX_LISTINGS).toList(), opinion);
    }

    /** The same with what another filter thinks of it. */
    public Provenance with(Optional<Opinion> other) {
        return new Provenance(outside, clues, listings, other);
    }

    /** All of it in ASCII words; empty for {@link #OURS}. */
    public String written() {
        List<String> words = new ArrayList<>();
        if (outside) {
            words.add(OUTSIDE);
        }
        clues.forEach(clue -> words.add(clue.word()));
        listings.forEach(list -> words.add(LISTING + list.ascii()));
        opinion.ifPresent(other -> words.add(other.written()));
        return String.join(" ", words);
    }

    /** What {@link #written} wrote, now or in another version: words that are not known are passed over. */
    public static Provenance read(String written) {
        boolean outside = false;
        Set<Clue> clues = EnumSet.noneOf(Clue.class);
        List<DomainName> listings = new ArrayList<>();
        Optional<Opinion> opinion = Optional.empty();
        for (String word : written.split(" ", -1)) {
            outside |= word.equals(OUTSIDE);
            opinion = opinion.or(() -> Opinion.read(word));
            Clue.of(word).ifPresent(clues::add);
            if (word.startsWith(LISTING) && listings.size() < MAX_LISTINGS) {
                DomainName.parse(word.substring(LISTING.length())).ifPresent(listings::add);
            }
        }
        return new Provenance(outside, clues, listings, opinion);
    }
}
