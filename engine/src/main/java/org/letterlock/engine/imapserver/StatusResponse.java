package org.letterlock.engine.imapserver;

import java.util.List;
import org.letterlock.engine.imap.ImapCommand.StatusItem;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.store.AccountStore;

/** The STATUS response (RFC 9051 §7.3.4). */
final class StatusResponse {

    private StatusResponse() {}

    static void write(SessionState state, AccountStore.Mailbox mailbox, List<StatusItem> items) {
        AccountStore.MailboxStatus status = state.store().status(mailbox.id());
        ResponseWriter out = state.out();
        out.raw("* STATUS ").mailbox(mailbox.name()).raw(" (");
        String before = "";
        for (StatusItem item : items) {
            out.raw(before).raw(item.name().replace('_', '-')).raw(" ").raw(value(state, mailbox, status, item));
            before = " ";
        }
        out.raw(")\r\n");
    }

    private static String value(
            SessionState state, AccountStore.Mailbox mailbox, AccountStore.MailboxStatus status, StatusItem item) {
        return switch (item) {
            case MESSAGES -> Long.toString(status.messages());
            case RECENT -> "0";
            case UIDNEXT -> Long.toString(status.uidNext());
            case UIDVALIDITY -> Long.toString(status.uidValidity());
            case UNSEEN -> Long.toString(status.unseen());
            case DELETED -> Long.toString(status.deleted());
            case DELETED_STORAGE ->
                status.deleted() == 0 ? "0" : Long.toString(state.store().deletedSize(mailbox.id()));
            case SIZE -> Long.toString(status.size());
            case HIGHESTMODSEQ -> status.highestModSeq().toString();
            case MAILBOXID -> "(" + ObjectIds.mailbox(status.objectId()) + ")";
            case APPENDLIMIT -> Long.toString(state.settings().appendLimit());
        };
    }
}
