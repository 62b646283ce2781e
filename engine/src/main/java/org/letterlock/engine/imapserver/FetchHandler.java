package org.letterlock.engine.imapserver;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.PartialRange;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.Section;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** FETCH (RFC 9051 §6.4.5). Messages come out of the store and go to the wire one after the other, whatever number was asked for. */
final class FetchHandler {

    private final SessionState state;

    FetchHandler(SessionState state) {
        this.state = state;
    }

    TaggedResponse fetch(ImapCommand.Fetch command, SelectedMailbox mailbox) {
        Optional<UidSet> resolved = mailbox.resolve(command.set(), command.byUid());
        if (resolved.isEmpty()) {
            return TaggedResponse.NO_SUCH_NUMBER;
        }
        UidSet uids = resolved.get();
        List<FetchItem> items = items(command);
        Optional<Long> changedSince = command.modifiers().changedSince();
        if (command.modifiers().vanished() && !state.qresync()) {
            return TaggedResponse.bad("Enable QRESYNC first");
        }
        if (items.contains(FetchItem.Simple.MODSEQ)) {
            state.enableCondstore();
        }
        Optional<PartialRange> partial = command.modifiers().partial();
        if (partial.isPresent()) {
            uids = partial.get().setOf(mailbox.sequence().counted(uids).stream().toArray());
        }
        if (changedSince.isPresent()) {
            uids = changed(mailbox, uids, command);
        }
        if (uids.isEmpty()) {
            return TaggedResponse.ok("Done");
        }
        boolean marks = !mailbox.readOnly() && items.stream().anyMatch(FetchItem::setsSeen);
        FetchResponse response = new FetchResponse(state.out(), mailbox.sequence(), items, marks, state.uidOnly());
        Map<Long, Set<Flag>> unseen = new HashMap<>();
        try {
            write(state, mailbox, uids, items, response, message -> {
                if (marks && !message.flags().contains(Flag.SEEN)) {
                    unseen.put(message.uid().value(), message.flags());
                }
            });
        } finally {
            markSeen(command, mailbox, unseen);
        }
        if (response.metUnknownEncoding()) {
            return TaggedResponse.no(ResponseCode.UNKNOWN_CTE, "A part has an unknown encoding");
        }
        boolean complete = command.byUid()
                || command.set().isSaved()
                || changedSince.isPresent()
                || partial.isPresent()
                || response.written() == expected(mailbox, command);
        return complete
                ? TaggedResponse.ok("Done")
                : TaggedResponse.ok(ResponseCode.EXPUNGEISSUED, "Some messages are gone");
    }

    /** @param written told of each message whose octets were asked for and written */
    private static void write(
            SessionState state,
            SelectedMailbox mailbox,
            UidSet uids,
            List<FetchItem> items,
            FetchResponse response,
            Consumer<StoredMessage> written) {
        if (FetchResponse.needsContent(items)) {
            state.store().fetch(mailbox.id(), uids, wants(items), needsBody(items), (message, content) -> {
                if (response.write(message, content)) {
                    written.accept(message);
                }
            });
        } else if (FetchResponse.needsFlagsOnly(items)) {
            state.store().flags(mailbox.id(), uids, response::write);
        } else {
            state.store().fetch(mailbox.id(), uids, wants(items), response::write);
        }
    }

    /** Tells this of messages that came (RFC 5465 §5.2, §7). Nobody has read them yet, so none is marked {@code \\Seen}, whatever the items. */
    static void push(SessionState state, SelectedMailbox mailbox, UidSet uids, List<FetchItem> wanted) {
        Set<FetchItem> items = new LinkedHashSet<>();
        if (state.qresync() && !state.uidOnly()) {
            items.add(FetchItem.Simple.UID);
        }
        items.addAll(wanted);
        if (state.condstore()) {
            items.add(FetchItem.Simple.MODSEQ);
        }
        List<FetchItem> all = List.copyOf(items);
        FetchResponse response = new FetchResponse(state.out(), mailbox.sequence(), all, false, state.uidOnly());
        write(state, mailbox, uids, all, response, _ -> {});
    }

    /** The items in order; UID comes with every UID FETCH (RFC 9051 §6.4.9) that UIDFETCH does not answer, MODSEQ with CHANGEDSINCE (RFC 7162 §3.1.4). */
    private List<FetchItem> items(ImapCommand.Fetch command) {
        Set<FetchItem> items = new LinkedHashSet<>();
        if (command.byUid() && !state.uidOnly()) {
            items.add(FetchItem.Simple.UID);
        }
        items.addAll(command.items());
        if (command.modifiers().changedSince().isPresent()) {
            items.add(FetchItem.Simple.MODSEQ);
        }
        return List.copyOf(items);
    }

    private UidSet changed(SelectedMailbox mailbox, UidSet uids, ImapCommand.Fetch command) {
        ModSeq since = new ModSeq(command.modifiers().changedSince().orElseThrow());
        Optional<AccountStore.Changes> changes = state.store().changes(mailbox.id(), since);
        if (command.modifiers().vanished()) {
            // Also those that lay above the last that is left.
            UidSet asked = command.set().isSaved() ? uids : command.set().resolve(Uid.MAX);
            changes.ifPresent(all ->
                    mailbox.writeVanishedEarlier(state.out(), all.vanished().intersection(asked)));
        }
        return UidSet.of(changes.stream()
                .flatMap(all -> all.changed().stream())
                .mapToLong(entry -> entry.uid().value())
                .filter(uids::contains)
                .toArray());
    }

    private static long expected(SelectedMailbox mailbox, ImapCommand.Fetch command) {
        int size = mailbox.sequence().size();
        return command.set().resolve(size).ranges().stream()
                .mapToLong(range -> Math.max(0, Math.min(range.last(), size) - range.first() + 1))
                .sum();
    }

    /** Whether more than headers are read. */
    private static boolean needsBody(List<FetchItem> items) {
        return items.stream().anyMatch(item -> switch (item) {
            case FetchItem.Simple simple -> false;
            case FetchItem.Body body -> !body.section().isHeader();
            case FetchItem.Rfc822 rfc822 -> rfc822.text() != Section.Text.HEADER;
            case FetchItem.Binary binary -> true;
            case FetchItem.BinarySize size -> true;
        });
    }

    private static EnumSet<Want> wants(List<FetchItem> items) {
        EnumSet<Want> wants = EnumSet.noneOf(Want.class);
        for (FetchItem item : items) {
            switch (item) {
                case FetchItem.Simple simple -> {
                    if (simple == FetchItem.Simple.ENVELOPE) {
                        wants.add(Want.ENVELOPE);
                    } else if (simple == FetchItem.Simple.PREVIEW) {
                        wants.add(Want.PREVIEW);
                    } else if (simple == FetchItem.Simple.THREADID) {
                        wants.add(Want.THREAD);
                    } else if (simple == FetchItem.Simple.BODY || simple == FetchItem.Simple.BODYSTRUCTURE) {
                        wants.add(Want.STRUCTURE);
                    }
                }
                case FetchItem.Body body -> {
                    if (!body.section().part().isEmpty()) {
                        wants.add(Want.STRUCTURE);
                    }
                }
                case FetchItem.Rfc822 rfc822 -> {}
                case FetchItem.Binary binary -> wants.add(Want.STRUCTURE);
                case FetchItem.BinarySize size -> wants.add(Want.STRUCTURE);
            }
        }
        return wants;
    }

    /**
     * What was read is seen (RFC 9051 §6.4.5); one commit for the whole command. The client knows already, unless somebody else changed the flags meanwhile or
     * it wants the mod-sequence too (RFC 7162 §3.2): then the announcement tells it again.
     *
     * @param unseen what was read, with the flags it had
     */
    private void markSeen(ImapCommand.Fetch command, SelectedMailbox mailbox, Map<Long, Set<Flag>> unseen) {
        if (unseen.isEmpty()) {
            return;
        }
        UidSet uids =
                UidSet.of(unseen.keySet().stream().mapToLong(Long::longValue).toArray());
        AccountStore.FlagResult result = state.store()
                .changeFlags(mailbox.id(), uids, AccountStore.FlagChange.ADD, Set.of(Flag.SEEN), Optional.empty());
        if (!state.condstore()) {
            Map<Long, ModSeq> told = new HashMap<>();
            for (AccountStore.FlagState entry : result.states()) {
                Set<Flag> written =
                        new LinkedHashSet<>(unseen.getOrDefault(entry.uid().value(), Set.of()));
                written.add(Flag.SEEN);
                if (entry.flags().equals(written)) {
                    told.put(entry.uid().value(), entry.modSeq());
                }
            }
            state.announce(command.byUid(), command.byUid(), told);
        }
    }
}
