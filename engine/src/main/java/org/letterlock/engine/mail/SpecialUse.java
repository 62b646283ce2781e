package org.letterlock.engine.mail;

import java.util.Arrays;
import java.util.Optional;

/** What a mailbox is for (RFC 6154 §2, RFC 9979). */
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    JUNK("\\Junk"),
    MEMOS("\\Memos"),
    SCHEDULED("\\Scheduled"),
    SENT("\\Sent"),
    SNOOZED("\\Snoozed"),
    TRASH("\\Trash");

    private final String attribute;

    SpecialUse(String attribute) {
        this.attribute = attribute;
    }

    /** The attribute as LIST writes it. */
    public String attribute() {
        return attribute;
    }

    /** The use that {@code attribute} names, in any case. */
    public static Optional<SpecialUse> of(String attribute) {
        return Arrays.stream(values())
                .filter(use -> use.attribute.equalsIgnoreCase(attribute))
                .findFirst();
    }
}
