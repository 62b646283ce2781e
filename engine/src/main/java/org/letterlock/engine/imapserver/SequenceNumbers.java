package org.letterlock.engine.imapserver;

import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.SearchKey;

/** Which commands name messages by their sequence number, or are answered with some: those that UIDONLY refuses (RFC 9586 §3). */
final class SequenceNumbers {

    private SequenceNumbers() {}

    static boolean usedBy(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Select select ->
                select.resync().flatMap(ImapCommand.Resync::matches).isPresent();
            case ImapCommand.MultiSearch search -> usedBy(search.key());
            case ImapCommand.InMailbox in -> usedInMailbox(in);
            default -> false;
        };
    }

    private static boolean usedInMailbox(ImapCommand.InMailbox command) {
        return switch (command) {
            case ImapCommand.Fetch fetch -> !fetch.byUid();
            case ImapCommand.Store store -> !store.byUid();
            case ImapCommand.Copy copy -> !copy.byUid();
            case ImapCommand.Move move -> !move.byUid();
            case ImapCommand.Replace replace -> !replace.byUid();
            case ImapCommand.Search search -> !search.byUid() || usedBy(search.key());
            case ImapCommand.Sort sort -> !sort.byUid() || usedBy(sort.key());
            case ImapCommand.ThreadMessages thread -> !thread.byUid() || usedBy(thread.key());
            case ImapCommand.Check _,
                    ImapCommand.Close _,
                    ImapCommand.Unselect _,
                    ImapCommand.Expunge _,
                    ImapCommand.UidBatches _,
                    ImapCommand.CancelUpdate _ -> false;
        };
    }

    /** What was saved is no number. */
    private static boolean usedBy(SearchKey key) {
        return switch (key) {
            case SearchKey.Sequence(var numbers) -> !numbers.isSaved();
            case SearchKey.And(var keys) -> keys.stream().anyMatch(SequenceNumbers::usedBy);
            case SearchKey.Or(var one, var other) -> usedBy(one) || usedBy(other);
            case SearchKey.Not(var negated) -> usedBy(negated);
            case SearchKey.Fuzzy(var fuzzy) -> usedBy(fuzzy);
            default -> false;
        };
    }
}
