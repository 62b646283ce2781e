package org.letterlock.desktop.ssh;

import org.letterlock.desktop.model.HostKey;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerAddress;

/** The way to servers. Calls wait for the network, half a minute at most. */
public interface Door {

    /** Asks a server for its key, and says nothing about anybody. */
    HostKey meet(ServerAddress address) throws ProblemException;

    /** Enters a server, if it shows the key that is expected. */
    RemoteHost enter(ServerAddress address, HostKey expected, String user, Secret secret) throws ProblemException;

    /** Makes a key of the app's own. */
    OwnKey makeKey();

    /** By what a user is let in. */
    sealed interface Secret {
        /** A password. */
        record Password(String text) implements Secret {
            @Override
            public String toString() {
                return "Password[]";
            }
        }

        /**
         * A key.
         *
         * @param privateKey as in a file of OpenSSH
         * @param passphrase of the key; empty where it has none
         */
        record Key(String privateKey, String passphrase) implements Secret {
            @Override
            public String toString() {
                return "Key[]";
            }
        }
    }

    /**
     * A key pair.
     *
     * @param privateKey as in a file of OpenSSH, without a passphrase
     * @param authorized the line for the server's authorized_keys
     */
    record OwnKey(String privateKey, String authorized) {
        @Override
        public String toString() {
            return "OwnKey[" + authorized + "]";
        }
    }
}
