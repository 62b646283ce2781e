package org.letterlock.engine.imapserver;

import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;

/** SELECT, EXAMINE, CLOSE, UNSELECT and EXPUNGE (RFC 9051 §6.3.2, §6.4.1 to §6.4.3, RFC 4315 §2.1). */
final class SelectHandler {

    private final SessionState state;

    SelectHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse select(ImapCommand.Select command) {
        if (state.selected().isPresent()) {
            state.unselect();
            state.untaggedOk(ResponseCode.CLOSED, "The mailbox before is closed");
        }
        Optional<AccountStore.Mailbox> mailbox =
                state.store().mailbox(command.mailbox()).filter(AccountStore.Mailbox::selectable);
        if (mailbox.isEmpty()) {
            return TaggedResponse.NONEXISTENT;
        }
        Optional<AccountStore.MailboxView> view =
                state.store().view(mailbox.get().id());
        if (view.isEmpty()) {
            return TaggedResponse.NONEXISTENT;
        }
        if (command.condstore()) {
            state.enabled().add("CONDSTORE");
        }
        SelectedMailbox selected =
                new SelectedMailbox(mailbox.get().id(), mailbox.get().name(), command.readOnly(), view.get());
        state.select(selected);
        write(selected, view.get());
        return command.readOnly()
                ? TaggedResponse.ok(ResponseCode.READ_ONLY, "Examined")
                : TaggedResponse.ok(ResponseCode.READ_WRITE, "Selected");
    }

    private void write(SelectedMailbox selected, AccountStore.MailboxView view) {
        ResponseWriter out = state.out();
        selected.writeFlags(out);
        selected.writeExists(out, state.rev2());
        if (!state.rev2() && view.firstUnseen() >= 0) {
            state.untaggedOk(ResponseCode.unseen(view.firstUnseen() + 1L), "The first that is unseen");
        }
        state.untaggedOk(ResponseCode.uidValidity(view.uidValidity()), "UIDs are valid");
        state.untaggedOk(ResponseCode.uidNext(view.uidNext()), "The next UID");
        state.untaggedOk(ResponseCode.highestModSeq(view.highestModSeq().value()), "The newest change");
        if (state.rev2()) {
            out.raw("* LIST () \"/\" ").mailbox(selected.name()).crlf();
        }
    }

    /** Expunges without a word, but what was only examined stays as it is (RFC 9051 §6.4.1). */
    TaggedResponse close(SelectedMailbox mailbox) {
        if (!mailbox.readOnly()) {
            state.store().expunge(mailbox.id(), Optional.empty());
        }
        state.unselect();
        return TaggedResponse.ok("Closed");
    }

    TaggedResponse unselect() {
        state.unselect();
        return TaggedResponse.ok("Closed");
    }

    /** The EXPUNGE responses come with the announcement behind the command. UIDs that are gone already are no error. */
    TaggedResponse expunge(ImapCommand.Expunge command, SelectedMailbox mailbox) {
        if (mailbox.readOnly()) {
            return TaggedResponse.READ_ONLY;
        }
        Optional<UidSet> only = command.only().map(set -> mailbox.resolveLeniently(set, true));
        if (only.isEmpty() || !only.get().isEmpty()) {
            state.store().expunge(mailbox.id(), only);
        }
        return TaggedResponse.ok("Done");
    }
}
