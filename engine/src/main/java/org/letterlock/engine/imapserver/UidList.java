package org.letterlock.engine.imapserver;

import java.util.List;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;

/** Numbers in an order that means something, written as a set that keeps it (RFC 4315 §3, RFC 5267 §3.2). */
final class UidList {

    private UidList() {}

    static String of(List<Uid> uids) {
        return of(uids.stream().mapToLong(Uid::value).toArray());
    }

    static String of(long[] numbers) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < numbers.length) {
            int end = at;
            while (end + 1 < numbers.length && numbers[end + 1] == numbers[end] + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ",").append(new UidSet.Range(numbers[at], numbers[end]));
            at = end + 1;
        }
        return text.toString();
    }
}
