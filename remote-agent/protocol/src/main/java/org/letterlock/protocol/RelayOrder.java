package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Which relay (smart host) letters are to leave over. TLS is required always, with a certificate of its name.
 *
 * @param destination the domain whose mail goes over it; null for all that have none of their own
 * @param host its name; not an address
 * @param port where it listens; null for 465 with TLS from the beginning, or else 587
 * @param tls {@code implicit} or {@code starttls}; null to go by the port
 * @param user the name of the login; null where it knows us by our address
 * @param password the password of the login; null where there is no user
 */
public record RelayOrder(
        @Nullable String destination,
        String host,
        @Nullable Integer port,
        @Nullable String tls,
        @Nullable String user,
        @Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "RelayOrder[destination=" + destination + ", host=" + host + ", port=" + port + ", tls=" + tls
                + ", user=" + user + "]";
    }
}
