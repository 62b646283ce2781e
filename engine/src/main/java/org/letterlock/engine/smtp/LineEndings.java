package org.letterlock.engine.smtp;

import java.util.Optional;

/** Looks through content that comes in chunks of any size for what {@link ContentFault} names. For one letter and one thread. */
public final class LineEndings {

    private boolean afterCr;
    private Optional<ContentFault> fault = Optional.empty();

    /** Looks at the next octets. */
    public void look(byte[] octets) {
        for (byte octet : octets) {
            if (afterCr && octet != '\n') {
                note(ContentFault.BARE_CR);
            }
            if (octet == '\n' && !afterCr) {
                note(ContentFault.BARE_LF);
            }
            if (octet == 0) {
                note(ContentFault.NUL);
            }
            afterCr = octet == '\r';
        }
    }

    /** The content ends here. */
    public void end() {
        if (afterCr) {
            note(ContentFault.BARE_CR);
        }
    }

    private void note(ContentFault found) {
        if (fault.isEmpty()) {
            fault = Optional.of(found);
        }
    }

    /** The first fault. */
    public Optional<ContentFault> fault() {
        return fault;
    }
}
