package org.letterlock.protocol;

import java.util.List;

/**
 * What IMAP clients of an account are offered.
 *
 * @param account the account's address
 * @param capabilities all that can be switched
 */
public record ImapCapabilities(String account, List<Capability> capabilities) {

    /**
     * One capability.
     *
     * @param name as IMAP tells it, such as {@code COMPRESS=DEFLATE}
     * @param on whether it is offered
     */
    public record Capability(String name, boolean on) {}
}
