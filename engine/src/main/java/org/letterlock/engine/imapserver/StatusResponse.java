package org.letterlock.engine.imapserver;

import java.util.List;
import org.letterlock.engine.imap.ImapCommand.StatusItem;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.store.AccountStore;

/** The STATUS response (RFC 9051 §7.3.4). */
final class StatusResponse {

    private StatusResponse() {}

    static void write(SessionState state, MailboxName name, AccountStore.MailboxStatus status, List<StatusItem> items) {
        ResponseWriter out = state.out();
        out.raw("* STATUS ").mailbox(name).raw(" (");
        String before = "";
        for (StatusItem item : items) {
            long value = switch (item) {
                case MESSAGES -> status.messages();
                case RECENT -> 0;
                case UIDNEXT -> status.uidNext();
                case UIDVALIDITY -> status.uidValidity();
                case UNSEEN -> status.unseen();
                case DELETED -> status.deleted();
                case SIZE -> status.size();
                case HIGHESTMODSEQ -> status.highestModSeq().value();
                case APPENDLIMIT -> state.settings().appendLimit();
            };
            out.raw(before).raw(item.name()).raw(" ").number(value);
            before = " ";
        }
        out.raw(")\r\n");
    }
}
