package org.letterlock.engine.store;

import java.time.Instant;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.store.AccountStore.MessageId;

/** The letters of a mailbox at one moment, by UID, in little memory: 40 octets each. What happens to the mailbox afterwards does not change it. */
public final class Maildrop {

    private final long[] uids;
    private final long[] messages;
    private final long[] saved;
    private final long[] wireSizes;
    private final long[] utf8Headers;
    private int count;

    Maildrop(int size) {
        uids = new long[size];
        messages = new long[size];
        saved = new long[size];
        wireSizes = new long[size];
        utf8Headers = new long[size];
    }

    void add(long uid, long message, long savedMillis, long wireSize, long utf8Header) {
        uids[count] = uid;
        messages[count] = message;
        saved[count] = savedMillis;
        wireSizes[count] = wireSize;
        utf8Headers[count] = utf8Header;
        count++;
    }

    /** How many letters there are. */
    public int count() {
        return count;
    }

    /**
     * The letter with a number.
     *
     * @param number 1 to {@link #count}
     */
    public Letter letter(int number) {
        int at = number - 1;
        return new Letter(
                new Uid(uids[at]),
                new MessageId(messages[at]),
                Instant.ofEpochMilli(saved[at]),
                wireSizes[at],
                utf8Headers[at]);
    }

    /**
     * A letter.
     *
     * @param saved when it came into the mailbox
     * @param wireSize in octets where every line, the last one too, ends with CRLF
     * @param utf8Header how many octets its header has, as it is stored, where some are not US-ASCII; 0 where all are
     */
    public record Letter(Uid uid, MessageId message, Instant saved, long wireSize, long utf8Header) {}
}
