package org.letterlock.engine.delivery;

import java.util.List;
import org.letterlock.engine.directory.Directory.Account;

/**
 * Whether a letter finds room in the accounts that it is for. SMTP refuses a recipient only before the content comes; from there on a letter is for all of them or for
 * none (RFC 5321 §4.2.5), so one that was begun while each had room is not lost to those who still have it.
 */
final class Admission {

    private final Addresses addresses;

    Admission(Addresses addresses) {
        this.addresses = addresses;
    }

    /**
     * Whether a letter may be begun: every account has room for it.
     *
     * @param announced the length that was announced; 0 where none was
     */
    boolean mayBegin(List<Account> accounts, long announced) {
        return accounts.stream().allMatch(account -> addresses.hasRoom(account.id(), announced));
    }

    /** Whether a letter that came in whole may be taken: no account became full meanwhile, and one recipient at least has room for all of it. */
    boolean mayEnd(List<Recipient> recipients, long octets) {
        return recipients.stream().allMatch(recipient -> mayBegin(recipient.accounts(), 0))
                && recipients.stream().anyMatch(recipient -> mayBegin(recipient.accounts(), octets));
    }
}
