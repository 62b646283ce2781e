package org.letterlock.engine.imapserver;

import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.MailboxChange;

/** CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, NAMESPACE and STATUS (RFC 9051 §6.3, RFC 6154 §3, RFC 2342). */
final class MailboxHandler {

    private final SessionState state;

    MailboxHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse create(ImapCommand.Create command) {
        TaggedResponse response = result(state.store().createMailbox(command.mailbox(), command.uses()));
        if (response.condition() != TaggedResponse.Condition.OK) {
            return response;
        }
        return state.store()
                .mailbox(command.mailbox())
                .map(made -> TaggedResponse.ok(ResponseCode.mailboxId(ObjectIds.mailbox(made.objectId())), "Created"))
                .orElse(response);
    }

    TaggedResponse delete(ImapCommand.Delete command) {
        Optional<AccountStore.Mailbox> mailbox = state.store().mailbox(command.mailbox());
        TaggedResponse response = result(state.store().deleteMailbox(command.mailbox()));
        boolean done = response.condition() == TaggedResponse.Condition.OK;
        boolean selected = mailbox.isPresent()
                && state.selected()
                        .filter(s -> s.id().equals(mailbox.get().id()))
                        .isPresent();
        if (done && selected) {
            state.unselect();
        }
        return response;
    }

    TaggedResponse rename(ImapCommand.Rename command) {
        return result(state.store().renameMailbox(command.from(), command.to()));
    }

    private static TaggedResponse result(MailboxChange change) {
        return switch (change) {
            case DONE -> TaggedResponse.ok("Done");
            case ALREADY_EXISTS -> TaggedResponse.no(ResponseCode.ALREADYEXISTS, "There is such a mailbox already");
            case NONEXISTENT -> TaggedResponse.NONEXISTENT;
            case INBOX -> TaggedResponse.no(ResponseCode.CANNOT, "INBOX stays as it is");
            case USE_TAKEN -> TaggedResponse.no(ResponseCode.USEATTR, "Another mailbox has that use");
            case USE_BELOW_ROOT ->
                TaggedResponse.no(ResponseCode.USEATTR, "A mailbox with a special use lies at the root");
            case LIMIT -> TaggedResponse.no(ResponseCode.LIMIT, "Too many mailboxes, or too deep a name");
        };
    }

    TaggedResponse subscribe(ImapCommand.Subscribe command) {
        state.store().subscribe(command.mailbox());
        return TaggedResponse.ok("Done");
    }

    TaggedResponse unsubscribe(ImapCommand.Unsubscribe command) {
        state.store().unsubscribe(command.mailbox());
        return TaggedResponse.ok("Done");
    }

    TaggedResponse namespace() {
        state.out().raw("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
        return TaggedResponse.ok("Done");
    }

    TaggedResponse status(ImapCommand.Status command) {
        Optional<AccountStore.Mailbox> mailbox =
                state.store().mailbox(command.mailbox()).filter(AccountStore.Mailbox::selectable);
        if (mailbox.isEmpty()) {
            return TaggedResponse.NONEXISTENT;
        }
        if (command.items().contains(ImapCommand.StatusItem.HIGHESTMODSEQ)) {
            state.enableCondstore();
        }
        StatusResponse.write(state, mailbox.get(), command.items());
        return TaggedResponse.ok("Done");
    }
}
