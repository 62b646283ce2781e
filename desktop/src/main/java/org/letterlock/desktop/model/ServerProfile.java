package org.letterlock.desktop.model;

/**
 * A server that the app may enter. Lies in the vault alone.
 *
 * @param host as {@link ServerAddress#host}
 * @param port as {@link ServerAddress#port}
 * @param user whom the app signs in as
 * @param hostKey the key that the server showed at the first meeting
 * @param privateKey the app's own key for it, in OpenSSH's form
 */
public record ServerProfile(String host, int port, String user, HostKey hostKey, String privateKey) {

    /** Where it is. */
    public ServerAddress address() {
        return new ServerAddress(host, port);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServerProfile[" + user + "@" + address() + "]";
    }
}
