package org.letterlock.engine.imapserver;

import java.util.List;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;

/** UIDs in an order that means something, written as a set that keeps it (RFC 4315 §3). */
final class UidList {

    private UidList() {}

    static String of(List<Uid> uids) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < uids.size()) {
            int end = at;
            while (end + 1 < uids.size()
                    && uids.get(end + 1).value() == uids.get(end).value() + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ",")
                    .append(new UidSet.Range(uids.get(at).value(), uids.get(end).value()));
            at = end + 1;
        }
        return text.toString();
    }
}
