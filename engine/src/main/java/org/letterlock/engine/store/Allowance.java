package org.letterlock.engine.store;

import org.letterlock.engine.mail.Quota;

/** How much an account may hold. Safe for any number of threads; neither method may block. */
public interface Allowance {

    /** As much as there is room on the disk. */
    Allowance UNLIMITED = new Allowance() {
        @Override
        public Quota quota() {
            return Quota.UNLIMITED;
        }

        @Override
        public Quota ceiling() {
            return Quota.UNLIMITED;
        }
    };

    /** What was set for the account, as its owner is told. */
    Quota quota();

    /** Up to where {@link AccountStore#usageWithoutMoved} may grow at this moment, with what waits for the account or did since it was opened, and what others hold, in mind. */
    Quota ceiling();
}
