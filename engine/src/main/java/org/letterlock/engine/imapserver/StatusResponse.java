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
            out.raw(before).raw(item.name()).raw(" ").raw(value(state, status, item));
            before = " ";
        }
        out.raw(")\r\n");
    }

    private static String value(SessionState state, AccountStore.MailboxStatus status, StatusItem item) {
        return switch (item) {
            case MESSAGES -> Long.toString(status.messages());
            case RECENT -> "0";
            case UIDNEXT -> Long.toString(status.uidNext());
            case UIDVALIDITY -> Long.toString(status.uidValidity());
            case UNSEEN -> Long.toString(status.unseen());
            case DELETED -> Long.toString(status.deleted());
            case SIZE -> Long.toString(status.size());
            case HIGHESTMODSEQ -> status.highestModSeq().toString();
            case MAILBOXID -> "(" + ObjectIds.mailbox(status.uidValidity()) + ")";
            case APPENDLIMIT -> Long.toString(state.settings().appendLimit());
        };
    }
}
