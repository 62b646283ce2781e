package org.letterlock.engine.spam;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What an account does about junk.
 *
 * @param level how strictly it judges
 * @param place where junk goes
 */
public record JunkRule(JunkLevel level, Place place) {

    /** What holds until somebody chooses otherwise. */
    public static final JunkRule DEFAULT = new JunkRule(JunkLevel.NORMAL, Place.VISIBLE);

    /** Where junk goes. */
    public enum Place {
        /** To the mailbox for junk once a program has signed in that can see it, that is by IMAP; until then it stays in INBOX. */
        VISIBLE,
        /** To the mailbox for junk, whether anybody can see that or not. */
        JUNK;

        /** Its name in the contract and in files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one with this {@link #word}. */
        public static Optional<Place> of(String word) {
            return Arrays.stream(values())
                    .filter(place -> place.word().equals(word))
                    .findFirst();
        }
    }

    /**
     * Whether a letter is put aside.
     *
     * @param seen whether the account's mailboxes were ever looked at by IMAP; asked only where that decides
     */
    public boolean putsAside(Judgement judgement, BooleanSupplier seen) {
        return judgement.isJunk() && level != JunkLevel.WATCH && (place == Place.JUNK || seen.getAsBoolean());
    }
}
