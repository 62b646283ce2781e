package org.letterlock.engine.imapserver;

import java.util.Optional;
import org.letterlock.engine.mail.UidSet;

/** What a search found in the selected mailbox, as the client counts it. */
final class Found {

    private final long[] uids;
    private final SelectedMailbox mailbox;
    private final boolean byUid;
    private final long[] numbers;

    /**
     * @param uids ascending, all of them known to the client
     * @param byUid whether the client wants UIDs
     */
    Found(long[] uids, SelectedMailbox mailbox, boolean byUid) {
        this.uids = uids;
        this.mailbox = mailbox;
        this.byUid = byUid;
        this.numbers = byUid ? uids : numbers(uids, mailbox.sequence());
    }

    private static long[] numbers(long[] uids, MessageSequence sequence) {
        long[] numbers = new long[uids.length];
        for (int i = 0; i < uids.length; i++) {
            numbers[i] = sequence.number(uids[i]);
        }
        return numbers;
    }

    SelectedMailbox mailbox() {
        return mailbox;
    }

    boolean byUid() {
        return byUid;
    }

    boolean isEmpty() {
        return uids.length == 0;
    }

    /** UIDs or sequence numbers, as the client wants them. */
    long[] numbers() {
        return numbers;
    }

    /** The UIDs as a set. */
    UidSet set() {
        return UidSet.of(uids);
    }

    /** The UIDs of the first, if {@code min}, and the last, if {@code max}; empty where neither is asked for. */
    Optional<UidSet> ends(boolean min, boolean max) {
        if ((!min && !max) || uids.length == 0) {
            return Optional.empty();
        }
        return Optional.of(UidSet.of(uids[min ? 0 : uids.length - 1], uids[max ? uids.length - 1 : 0]));
    }
}
