package org.letterlock.engine.imap;

import java.util.Optional;

/** A data item of FETCH (RFC 9051 §6.4.5). */
public sealed interface FetchItem {

    /** Whether it reads a body without PEEK, which sets {@code \Seen}. */
    default boolean setsSeen() {
        return switch (this) {
            case Body body -> !body.peek();
            case Binary binary -> !binary.peek();
            case Rfc822 rfc822 -> rfc822.text() != Section.Text.HEADER;
            case Simple simple -> false;
            case BinarySize size -> false;
        };
    }

    /** Items without arguments, which are answered from what is stored. */
    enum Simple implements FetchItem {
        FLAGS,
        UID,
        INTERNALDATE,
        RFC822_SIZE,
        ENVELOPE,
        BODYSTRUCTURE,
        /** BODY without a section: BODYSTRUCTURE without extension data. */
        BODY,
        MODSEQ,
        /** RFC 8474 §5.1. */
        EMAILID,
        /** RFC 8474 §5.2. */
        THREADID,
        /** RFC 8970; always at hand, so LAZY makes no difference. */
        PREVIEW,
        /** RFC 8514 §4.3. */
        SAVEDATE
    }

    /**
     * {@code BODY[section]<partial>}.
     *
     * @param peek whether it leaves {@code \Seen} alone
     * @param section which octets
     * @param partial which of them
     */
    record Body(boolean peek, Section section, Optional<Section.Partial> partial) implements FetchItem {}

    /**
     * {@code BINARY[part]<partial>}: a part with its transfer encoding removed (RFC 3516, RFC 9051 §6.4.5).
     *
     * @param peek whether it leaves {@code \Seen} alone
     * @param section the part
     * @param partial which of its octets
     */
    record Binary(boolean peek, Section section, Optional<Section.Partial> partial) implements FetchItem {}

    /**
     * {@code BINARY.SIZE[part]}.
     *
     * @param section the part
     */
    record BinarySize(Section section) implements FetchItem {}

    /**
     * RFC822, RFC822.HEADER and RFC822.TEXT (RFC 3501 §6.4.5).
     *
     * @param text ALL, HEADER or TEXT
     */
    record Rfc822(Section.Text text) implements FetchItem {}
}
