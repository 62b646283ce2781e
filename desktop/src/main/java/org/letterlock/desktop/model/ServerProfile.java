package org.letterlock.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * A server that the app may enter. Lies in the vault alone.
 *
 * @param host as {@link ServerAddress#host}
 * @param port as {@link ServerAddress#port}
 * @param user whom the app signs in as
 * @param hostKey the key that the server showed at the first meeting
 * @param privateKey the app's own key for it, in OpenSSH's form
 * @param sudoPassword the user's password, where sudo asks for it; else null
 */
public record ServerProfile(
        String host,
        int port,
        String user,
        HostKey hostKey,
        String privateKey,
        @Nullable String sudoPassword) {

    /** One whose user is root, or becomes so without being asked. */
    public ServerProfile(String host, int port, String user, HostKey hostKey, String privateKey) {
        this(host, port, user, hostKey, privateKey, null);
    }

    /** Where it is. */
    public ServerAddress address() {
        return new ServerAddress(host, port);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ServerProfile[" + user + "@" + address() + "]";
    }
}
