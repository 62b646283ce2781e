package org.letterlock.engine.imapserver;

import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;

/** SELECT, EXAMINE, CLOSE, UNSELECT and EXPUNGE (RFC 9051 §6.3.2, §6.4.1 to §6.4.3, RFC 4315 §2.1). */
final class SelectHandler {

    private final SessionState state;

    SelectHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse select(ImapCommand.Select command) {
        if (command.resync().isPresent() && !state.qresync()) {
            return TaggedResponse.bad("Enable QRESYNC first");
        }
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
            state.enableCondstore();
        }
        SelectedMailbox selected =
                new SelectedMailbox(mailbox.get().id(), mailbox.get().name(), command.readOnly(), view.get());
        state.select(selected);
        write(selected, view.get());
        command.resync()
                .filter(known -> known.uidValidity() == view.get().uidValidity())
                .ifPresent(known -> resync(selected, view.get(), known));
        return command.readOnly()
                ? TaggedResponse.ok(ResponseCode.READ_ONLY, "Examined")
                : TaggedResponse.ok(ResponseCode.READ_WRITE, "Selected");
    }

    private void write(SelectedMailbox selected, AccountStore.MailboxView view) {
        ResponseWriter out = state.out();
        selected.writeFlags(out);
        selected.writeExists(out, state.rev2());
        if (!state.rev2() && !state.uidOnly() && view.firstUnseen() >= 0) {
            state.untaggedOk(ResponseCode.unseen(view.firstUnseen() + 1L), "The first that is unseen");
        }
        state.untaggedOk(ResponseCode.uidValidity(view.uidValidity()), "Valid");
        state.untaggedOk(ResponseCode.uidNext(view.uidNext()), "Next");
        state.untaggedOk(ResponseCode.mailboxId(ObjectIds.mailbox(view.objectId())), "Its id");
        state.untaggedOk(ResponseCode.highestModSeq(view.highestModSeq().value()), "Newest");
        if (state.rev2()) {
            out.raw("* LIST () \"/\" ").mailbox(selected.name()).crlf();
        }
    }

    /** What happened since the client was here last, as far as it concerns what it keeps (RFC 7162 §3.2.5). */
    private void resync(SelectedMailbox selected, AccountStore.MailboxView view, ImapCommand.Resync known) {
        Optional<AccountStore.Changes> changes = state.store().changes(selected.id(), new ModSeq(known.modSeq()));
        if (changes.isEmpty() || view.uidNext() == 1) {
            return;
        }
        UidSet all = UidSet.of(List.of(new UidSet.Range(1, view.uidNext() - 1)));
        UidSet kept = known.known().map(set -> set.resolve(0).intersection(all)).orElse(all);
        long matched = known.matches()
                .map(pairs -> lastMatch(selected.sequence(), pairs))
                .orElse(0L);
        UidSet vanished = changes.get().vanished().intersection(kept);
        if (matched > 0) {
            vanished = vanished.without(UidSet.of(List.of(new UidSet.Range(1, matched))));
        }
        selected.writeVanishedEarlier(state.out(), vanished);
        for (AccountStore.FlagState entry : changes.get().changed()) {
            int number = selected.sequence().number(entry.uid().value());
            if (number > 0 && kept.contains(entry.uid().value())) {
                SelectedMailbox.writeState(state.out(), number, entry, state.manner(false, true));
            }
        }
    }

    /** The largest UID that has the number which the client knows: below it nothing is gone that the client has (RFC 7162 §3.2.5.2). */
    private static long lastMatch(MessageSequence sequence, ImapCommand.Matches pairs) {
        PrimitiveIterator.OfLong numbers = pairs.numbers().resolve(0).stream().iterator();
        PrimitiveIterator.OfLong uids = pairs.uids().resolve(0).stream().iterator();
        long matched = 0;
        while (numbers.hasNext() && uids.hasNext()) {
            long number = numbers.nextLong();
            long uid = uids.nextLong();
            if (number > sequence.size()) {
                break;
            }
            if (sequence.uid((int) number) == uid) {
                matched = uid;
            }
        }
        return matched;
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
            UidSet gone = state.store().expunge(mailbox.id(), only);
            if (!gone.isEmpty()) {
                return state.doneWithModSeq(command.only().isPresent(), gone);
            }
        }
        return TaggedResponse.ok("Done");
    }
}
