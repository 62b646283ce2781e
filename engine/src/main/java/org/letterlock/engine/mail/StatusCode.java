package org.letterlock.engine.mail;

/**
 * An enhanced status code (RFC 3463 §2).
 *
 * @param statusClass 2 (success), 4 (persistent transient failure) or 5 (permanent failure)
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record StatusCode(int statusClass, int subject, int detail) {

    /** @throws IllegalArgumentException when a number is out of range */
    public StatusCode {
        if ((statusClass != 2 && statusClass != 4 && statusClass != 5)
                || subject < 0
                || subject > 999
                || detail < 0
                || detail > 999) {
            throw new IllegalArgumentException("not a status code");
        }
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
