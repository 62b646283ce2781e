package org.letterlock.engine.imapserver;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.FlagChange;

/** STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3). */
final class StoreHandler {

    private final SessionState state;

    StoreHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse store(ImapCommand.Store command, SelectedMailbox mailbox) {
        Optional<UidSet> uids = mailbox.resolve(command.set(), command.byUid());
        if (uids.isEmpty()) {
            return TaggedResponse.NO_SUCH_NUMBER;
        }
        if (mailbox.readOnly()) {
            return TaggedResponse.READ_ONLY;
        }
        if (command.unchangedSince().isPresent()) {
            state.enableCondstore();
        }
        Set<Flag> flags = AppendHandler.kept(command.flags());
        if (uids.get().isEmpty() || (flags.isEmpty() && command.change() != ImapCommand.StoreChange.REPLACE)) {
            return TaggedResponse.ok("Done");
        }
        FlagChange change = switch (command.change()) {
            case REPLACE -> FlagChange.REPLACE;
            case ADD -> FlagChange.ADD;
            case REMOVE -> FlagChange.REMOVE;
        };
        AccountStore.FlagResult result = state.store()
                .changeFlags(
                        mailbox.id(),
                        uids.get(),
                        change,
                        flags,
                        command.unchangedSince().map(ModSeq::new));
        if (result.tooManyKeywords()) {
            return TaggedResponse.TOO_MANY_KEYWORDS;
        }
        tell(command, mailbox, result);
        if (!result.modified().isEmpty()) {
            UidSet modified = command.byUid() ? result.modified() : numbers(mailbox, result.modified());
            return TaggedResponse.ok(ResponseCode.modified(modified), "Some were changed meanwhile");
        }
        return TaggedResponse.ok("Done");
    }

    /** Answers with the new flags, and leaves out of the announcement what the client knows by that. */
    private void tell(ImapCommand.Store command, SelectedMailbox mailbox, AccountStore.FlagResult result) {
        Map<Long, ModSeq> told = new HashMap<>();
        for (AccountStore.FlagState entry : result.states()) {
            told.put(entry.uid().value(), entry.modSeq());
        }
        if (!command.silent() || state.condstore()) {
            mailbox.answer(result.states());
        }
        state.announce(command.byUid(), command.byUid(), told);
    }

    private static UidSet numbers(SelectedMailbox mailbox, UidSet uids) {
        return UidSet.of(
                uids.stream().map(mailbox.sequence()::number).filter(n -> n > 0).toArray());
    }
}
