package org.letterlock.protocol;

/**
 * An account to be taken away by its owner.
 *
 * @param account any address of the account
 * @param format {@code mbox}, {@code maildir}, {@code eml} or {@code sqlite}; each is a zip archive
 * @param password of a credential that reaches the mail of the account; for {@code sqlite} of one for everything
 */
public record ExportOrder(String account, String format, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "ExportOrder[account=" + account + ", format=" + format + "]";
    }
}
