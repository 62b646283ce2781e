package org.letterlock.engine.imapserver;

import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;

/** COPY and MOVE (RFC 9051 §6.4.7, §6.4.8). Copying nothing is no error: clients would try for ever. */
final class CopyHandler {

    private final SessionState state;

    CopyHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse copy(ImapCommand.Copy command, SelectedMailbox mailbox) {
        Optional<UidSet> uids = mailbox.resolve(command.set(), command.byUid());
        Optional<AccountStore.Mailbox> target = target(command.target());
        if (uids.isEmpty()) {
            return TaggedResponse.NO_SUCH_NUMBER;
        }
        if (target.isEmpty()) {
            return TaggedResponse.TRYCREATE;
        }
        AccountStore.CopyOutcome outcome = new LongCommand(state)
                .during(() -> state.store()
                        .copy(mailbox.id(), uids.get(), target.get().id()));
        return switch (outcome) {
            case AccountStore.CopyOutcome.Copied(var entries) -> {
                state.made(target.get().id(), entries.target());
                yield entries.source().isEmpty()
                        ? TaggedResponse.ok("Nothing to copy")
                        : TaggedResponse.ok(copyUid(entries), "Copied");
            }
            case AccountStore.CopyOutcome.MailboxGone() -> TaggedResponse.TRYCREATE;
            case AccountStore.CopyOutcome.OverQuota() -> TaggedResponse.OVERQUOTA;
        };
    }

    /** COPYUID comes before the EXPUNGE responses, so that a client can tell where the messages went (RFC 6851 §4.3). */
    TaggedResponse move(ImapCommand.Move command, SelectedMailbox mailbox) {
        if (mailbox.readOnly()) {
            return TaggedResponse.READ_ONLY;
        }
        Optional<UidSet> uids = mailbox.resolve(command.set(), command.byUid());
        Optional<AccountStore.Mailbox> target = target(command.target());
        if (uids.isEmpty()) {
            return TaggedResponse.NO_SUCH_NUMBER;
        }
        if (target.isEmpty()) {
            return TaggedResponse.TRYCREATE;
        }
        Optional<AccountStore.CopyResult> result = new LongCommand(state)
                .during(() -> state.store()
                        .move(mailbox.id(), uids.get(), target.get().id()));
        if (result.isEmpty()) {
            return TaggedResponse.TRYCREATE;
        }
        if (result.get().source().isEmpty()) {
            return TaggedResponse.ok("Nothing to move");
        }
        state.made(target.get().id(), result.get().target());
        state.untaggedOk(copyUid(result.get()), "Moved");
        return state.doneWithModSeq(
                command.byUid(),
                UidSet.of(result.get().source().stream().mapToLong(Uid::value).toArray()));
    }

    private Optional<AccountStore.Mailbox> target(MailboxName name) {
        return state.store().mailbox(name).filter(AccountStore.Mailbox::selectable);
    }

    private static ResponseCode copyUid(AccountStore.CopyResult result) {
        return ResponseCode.copyUid(result.uidValidity(), UidList.of(result.source()), UidList.of(result.target()));
    }
}
