package org.letterlock.engine.sasl;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.sasl.Authenticator.Protocol;

/** What a credential may be used for. */
public enum Scope {
    /** Reading, filing and sending mail, and the filters. */
    MAIL("mail"),

    /** Calendars, tasks and contacts. */
    CALENDAR_AND_CONTACTS("calendar-and-contacts"),

    /** Sending alone, for printers and programs that only report: it opens nothing that is stored. */
    SEND("send");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    private boolean allows(Protocol protocol) {
        return switch (this) {
            case MAIL ->
                switch (protocol) {
                    case IMAP, POP3, SIEVE, SUBMISSION, CONTROL, EXPORT -> true;
                    case DAV -> false;
                };
            case CALENDAR_AND_CONTACTS -> protocol == Protocol.DAV || protocol == Protocol.CONTROL;
            case SEND -> protocol == Protocol.SUBMISSION;
        };
    }

    /** Its name in the contract and in files. */
    public String word() {
        return word;
    }

    /** The scope with this {@link #word}. */
    public static Optional<Scope> of(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }

    /** The scopes that together allow everything. */
    public static Set<Scope> everything() {
        return Set.of(MAIL, CALENDAR_AND_CONTACTS);
    }

    /** Whether one of {@code scopes} allows {@code protocol}. */
    public static boolean allow(Collection<Scope> scopes, Protocol protocol) {
        return scopes.stream().anyMatch(scope -> scope.allows(protocol));
    }

    /** Whether one of {@code scopes} needs what an account holds, so that its credential has to open it. */
    public static boolean open(Collection<Scope> scopes) {
        return Arrays.stream(Protocol.values())
                .filter(Protocol::opensAccount)
                .anyMatch(protocol -> allow(scopes, protocol));
    }
}
