package org.letterlock.desktop.paper;

import java.time.LocalDate;

/**
 * What stands on the page of a recovery kit.
 *
 * @param groups the owner's secret, as it is printed
 * @param mailServer the name of the mail server
 * @param entrance whom and where to sign in as: {@code USER@ADDRESS}
 * @param hostKey the fingerprint of the server's key
 * @param made when
 */
public record Kit(String groups, String mailServer, String entrance, String hostKey, LocalDate made) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "Kit[" + mailServer + ", " + made + "]";
    }
}
