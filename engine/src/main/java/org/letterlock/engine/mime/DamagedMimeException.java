package org.letterlock.engine.mime;

/** Thrown where stored octets are no structure or envelope that {@link MimeCodec} wrote. */
public final class DamagedMimeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedMimeException(String reason) {
        super(reason);
    }
}
