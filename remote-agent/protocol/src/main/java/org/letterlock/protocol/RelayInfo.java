package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A relay (smart host) that letters leave over. Its password is told to nobody.
 *
 * @param destination the domain whose mail goes over it; null for all that have none of their own
 * @param host its name
 * @param port where it listens
 * @param tls {@code implicit} or {@code starttls}
 * @param user the name of the login; null where there is none
 */
public record RelayInfo(
        @Nullable String destination,
        String host,
        int port,
        String tls,
        @Nullable String user) {}
