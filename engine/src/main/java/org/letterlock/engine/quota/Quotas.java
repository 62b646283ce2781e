package org.letterlock.engine.quota;

import java.util.function.Function;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;

/** Whether accounts have room. Safe for any number of threads; asks only what is in memory. */
public final class Quotas {

    private final Function<AccountId, Usage> waiting;
    private final Quota share;

    /**
     * @param waiting what waits sealed for an account
     * @param share how much may wait for one account, so that the room that all share is not one's alone
     */
    public Quotas(Function<AccountId, Usage> waiting, Quota share) {
        this.waiting = waiting;
        this.share = share;
    }

    /**
     * Whether an account has room for one more letter.
     *
     * @param octets its length; 0 where that is not known
     */
    public boolean hasRoom(AccountId account, long octets) {
        Usage letter = Usage.of(Math.max(1, octets));
        return share.admits(waiting.apply(account).plus(letter));
    }
}
