package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.imap.ImapCommand.SearchReturn;
import org.letterlock.engine.imap.ImapCommand.SearchReturns;
import org.letterlock.engine.mail.UidSet;

/** What a search found in the selected mailbox, as the client counts it. */
final class Found {

    private final long[] uids;
    private final SelectedMailbox mailbox;
    private final boolean byUid;
    private final long[] numbers;

    /**
     * @param uids in the order of the result, all of them known to the client
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

    /** In the order of the result. */
    long[] uids() {
        return uids;
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

    /** UIDs or sequence numbers, as the client wants them, in the order of the result. */
    long[] numbers() {
        return numbers;
    }

    /** The UIDs as a set. */
    UidSet set() {
        return UidSet.of(uids);
    }

    /** What the answer refers to, for {@code $} and for mod-sequences: all, or with MIN, MAX and PARTIAL alone only those (RFC 5182 §2.4, RFC 9394 §3.2). */
    UidSet referred(SearchReturns returns) {
        boolean ends = returns.has(SearchReturn.MIN) || returns.has(SearchReturn.MAX);
        if (returns.has(SearchReturn.ALL)
                || returns.has(SearchReturn.COUNT)
                || (!ends && returns.partial().isEmpty())
                || isEmpty()) {
            return set();
        }
        List<UidSet.Range> ranges = new ArrayList<>();
        returns.partial().ifPresent(range -> ranges.addAll(range.setOf(uids).ranges()));
        if (returns.has(SearchReturn.MIN)) {
            ranges.add(new UidSet.Range(uids[0], uids[0]));
        }
        if (returns.has(SearchReturn.MAX)) {
            ranges.add(new UidSet.Range(uids[uids.length - 1], uids[uids.length - 1]));
        }
        return UidSet.of(ranges);
    }
}
