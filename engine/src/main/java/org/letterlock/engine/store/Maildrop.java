package org.letterlock.engine.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.store.AccountStore.MessageId;

/** The letters of a mailbox at one moment, by UID, in little memory: 40 octets each. What happens to the mailbox afterwards does not change it. */
public final class Maildrop {

    private final long[] uids;
    private final long[] messages;
    private final long[] received;
    private final long[] wireSizes;
    private final long[] utf8Headers;
    private int count;

    Maildrop(int size) {
        uids = new long[size];
        messages = new long[size];
        received = new long[size];
        wireSizes = new long[size];
        utf8Headers = new long[size];
    }

    void add(long uid, long message, long receivedMillis, long wireSize, long utf8Header) {
        uids[count] = uid;
        messages[count] = message;
        received[count] = receivedMillis;
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
                Instant.ofEpochMilli(received[at]),
                wireSizes[at],
                utf8Headers[at]);
    }

    /** How many earlier letters are the same message, by number, for those that have such: copies of it in one mailbox. */
    public Map<Integer, Integer> copies() {
        Map<Integer, Integer> copies = new HashMap<>();
        if (hasCopies()) {
            Map<Long, Integer> seen = new HashMap<>();
            for (int at = 0; at < count; at++) {
                int before = seen.merge(messages[at], 1, Integer::sum) - 1;
                if (before > 0) {
                    copies.put(at + 1, before);
                }
            }
        }
        return copies;
    }

    private boolean hasCopies() {
        long[] sorted = Arrays.copyOf(messages, count);
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                return true;
            }
        }
        return false;
    }

    /**
     * A letter.
     *
     * @param wireSize in octets where every line, the last one too, ends with CRLF
     * @param utf8Header how many octets its header has, as it is stored, where some are not US-ASCII; 0 where all are
     */
    public record Letter(Uid uid, MessageId message, Instant received, long wireSize, long utf8Header) {}
}
