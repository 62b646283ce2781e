package org.letterlock.protocol;

/**
 * A credential just made. Holds its password, which is told this once and kept nowhere.
 *
 * @param account the account
 * @param credential the credential's name
 * @param password the password, generated
 * @param settings what a mail program needs to know
 */
public record NewCredential(AccountInfo account, String credential, String password, ClientSettings settings) {

    /** Without the password. */
    @Override
    public String toString() {
        return "NewCredential[account=" + account.address() + ", credential=" + credential + "]";
    }
}
