package org.letterlock.engine.store;

import java.time.Instant;
import java.util.Arrays;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.store.AccountStore.MessageId;

/** The letters of a mailbox at one moment, by UID, in little memory: 32 octets each. What happens to the mailbox afterwards does not change it. */
public final class Maildrop {

    private final long[] uids;
    private final long[] messages;
    private final long[] received;
    private final long[] wireSizes;
    private int count;

    Maildrop(int size) {
        uids = new long[size];
        messages = new long[size];
        received = new long[size];
        wireSizes = new long[size];
    }

    void add(long uid, long message, long receivedMillis, long wireSize) {
        uids[count] = uid;
        messages[count] = message;
        received[count] = receivedMillis;
        wireSizes[count] = wireSize;
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
                new Uid(uids[at]), new MessageId(messages[at]), Instant.ofEpochMilli(received[at]), wireSizes[at]);
    }

    /** How many of the letters before {@code number} are the same message: copies of it in one mailbox. */
    public int copiesBefore(int number) {
        long message = messages[number - 1];
        return (int) Arrays.stream(messages, 0, number - 1)
                .filter(other -> other == message)
                .count();
    }

    /** Whether a message is there more than once. */
    public boolean hasCopies() {
        return Arrays.stream(messages, 0, count).distinct().count() < count;
    }

    /**
     * A letter.
     *
     * @param wireSize in octets where every line, the last one too, ends with CRLF
     */
    public record Letter(Uid uid, MessageId message, Instant received, long wireSize) {}
}
