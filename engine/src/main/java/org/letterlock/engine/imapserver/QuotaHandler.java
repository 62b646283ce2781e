package org.letterlock.engine.imapserver;

import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.Quota;
import org.letterlock.engine.mail.Usage;

/**
 * GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 §4.1). All mailboxes of an account have one quota root, whose name is empty. What is told is what they hold; letters
 * that have not moved in yet are not among it. Who reads an account does not set its quota.
 */
final class QuotaHandler {

    /** RFC 9208 §5.1: in how many octets STORAGE counts. */
    private static final long UNIT = 1024;

    private final SessionState state;

    QuotaHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse getQuota(ImapCommand.GetQuota command) {
        if (!command.root().isEmpty()) {
            return TaggedResponse.no(ResponseCode.NONEXISTENT, "There is no such quota root");
        }
        tell();
        return TaggedResponse.ok("Done");
    }

    TaggedResponse getQuotaRoot(ImapCommand.GetQuotaRoot command) {
        state.out().raw("* QUOTAROOT ").mailbox(command.mailbox()).raw(" \"\"\r\n");
        tell();
        return TaggedResponse.ok("Done");
    }

    TaggedResponse setQuota() {
        return TaggedResponse.no(ResponseCode.NOPERM, "Quotas are set by who runs the server");
    }

    private void tell() {
        Quota quota = state.store().quota();
        Usage usage = state.store().usage();
        ResponseWriter out = state.out();
        out.raw("* QUOTA \"\" (");
        if (quota.octets() != Quota.NO_LIMIT) {
            // Both rounded up, so that no usage is told as more than a limit that it keeps.
            out.raw("STORAGE ").number(units(usage.octets())).raw(" ").number(units(quota.octets()));
        }
        if (quota.messages() != Quota.NO_LIMIT) {
            out.raw(quota.octets() == Quota.NO_LIMIT ? "MESSAGE " : " MESSAGE ")
                    .number(usage.messages())
                    .raw(" ")
                    .number(quota.messages());
        }
        out.raw(")\r\n");
    }

    private static long units(long octets) {
        return Math.ceilDiv(octets, UNIT);
    }
}
