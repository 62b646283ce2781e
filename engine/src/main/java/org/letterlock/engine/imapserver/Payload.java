package org.letterlock.engine.imapserver;

import org.letterlock.engine.mime.MimePart;

/** The octets that answer a FETCH item, found before anything of the response is written. */
sealed interface Payload {

    /** There is no such part: NIL. */
    record None() implements Payload {}

    /** Octets of the message as they stand. */
    record Range(long offset, long length) implements Payload {}

    /** Octets made for the purpose: selected header fields. */
    record Made(byte[] octets) implements Payload {}

    /**
     * Octets of a part with its transfer encoding taken off.
     *
     * @param part the part
     * @param origin how many decoded octets to leave out
     * @param length how many follow
     */
    record Decoded(MimePart part, long origin, long length) implements Payload {}

    /** A part whose transfer encoding nobody knows. */
    record UnknownEncoding() implements Payload {}
}
