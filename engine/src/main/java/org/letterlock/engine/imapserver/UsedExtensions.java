package org.letterlock.engine.imapserver;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.SearchReturn;
import org.letterlock.engine.imap.ImapCommand.StatusItem;
import org.letterlock.engine.imap.SearchKey;
import org.letterlock.engine.imap.SequenceSet;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.SortCriterion;

/** Which extensions a command makes use of: by its name, its parameters, the keys it searches by and the items it asks for. */
final class UsedExtensions {

    private final Set<ImapExtension> used = EnumSet.noneOf(ImapExtension.class);

    private UsedExtensions() {}

    static Set<ImapExtension> of(ImapCommand command) {
        UsedExtensions extensions = new UsedExtensions();
        switch (command) {
            case ImapCommand.InAnyState any -> extensions.note(any instanceof ImapCommand.Id, ImapExtension.ID);
            case ImapCommand.BeforeLogin _ -> {}
            case ImapCommand.AfterLogin after -> extensions.afterLogin(after);
            case ImapCommand.InMailbox in -> extensions.inMailbox(in);
        }
        return extensions.used;
    }

    private void note(boolean uses, ImapExtension extension) {
        if (uses) {
            used.add(extension);
        }
    }

    private void afterLogin(ImapCommand.AfterLogin command) {
        switch (command) {
            case ImapCommand.Compress _ -> used.add(ImapExtension.COMPRESS);
            case ImapCommand.Select select -> {
                note(select.condstore(), ImapExtension.CONDSTORE);
                note(select.resync().isPresent(), ImapExtension.QRESYNC);
            }
            case ImapCommand.Create create -> note(!create.uses().isEmpty(), ImapExtension.CREATE_SPECIAL_USE);
            case ImapCommand.Namespace _ -> used.add(ImapExtension.NAMESPACE);
            case ImapCommand.Status status -> status(status.items());
            case ImapCommand.ListMailboxes list -> list(list);
            case ImapCommand.Append append -> {
                note(append.messages().size() > 1, ImapExtension.MULTIAPPEND);
                append.messages().forEach(this::appended);
            }
            case ImapCommand.Idle _ -> used.add(ImapExtension.IDLE);
            case ImapCommand.Notify notify -> {
                used.add(ImapExtension.NOTIFY);
                notify.groups().forEach(group -> fetched(group.items()));
            }
            case ImapCommand.GetQuota _ -> used.add(ImapExtension.QUOTA);
            case ImapCommand.GetQuotaRoot _ -> used.add(ImapExtension.QUOTA);
            case ImapCommand.SetQuota _ -> used.add(ImapExtension.QUOTA);
            case ImapCommand.GetMetadata _ -> used.add(ImapExtension.METADATA);
            case ImapCommand.SetMetadata _ -> used.add(ImapExtension.METADATA);
            case ImapCommand.MultiSearch search -> {
                used.add(ImapExtension.MULTISEARCH);
                search.returns().ifPresent(returns -> returned(returns, ImapExtension.CONTEXT_SEARCH));
                sought(search.key());
            }
            case ImapCommand.Enable _,
                    ImapCommand.Delete _,
                    ImapCommand.Rename _,
                    ImapCommand.Subscribe _,
                    ImapCommand.Unsubscribe _,
                    ImapCommand.Lsub _ -> {}
        }
    }

    private void inMailbox(ImapCommand.InMailbox command) {
        switch (command) {
            case ImapCommand.Unselect _ -> used.add(ImapExtension.UNSELECT);
            case ImapCommand.Expunge expunge -> {
                note(expunge.only().isPresent(), ImapExtension.UIDPLUS);
                expunge.only().ifPresent(this::named);
            }
            case ImapCommand.Search search -> {
                search.returns().ifPresent(returns -> {
                    used.add(ImapExtension.ESEARCH);
                    returned(returns, ImapExtension.CONTEXT_SEARCH);
                });
                sought(search.key());
            }
            case ImapCommand.Sort sort -> sort(sort);
            // One of two is enough for it, which the session asks.
            case ImapCommand.CancelUpdate _ -> {}
            case ImapCommand.ThreadMessages thread -> {
                used.add(
                        switch (thread.algorithm()) {
                            case ORDEREDSUBJECT -> ImapExtension.THREAD_ORDEREDSUBJECT;
                            case REFERENCES -> ImapExtension.THREAD_REFERENCES;
                        });
                sought(thread.key());
            }
            case ImapCommand.Fetch fetch -> fetch(fetch);
            case ImapCommand.Store store -> {
                note(store.unchangedSince().isPresent(), ImapExtension.CONDSTORE);
                named(store.set());
            }
            case ImapCommand.Copy copy -> named(copy.set());
            case ImapCommand.Move move -> {
                used.add(ImapExtension.MOVE);
                named(move.set());
            }
            case ImapCommand.UidBatches _ -> used.add(ImapExtension.UIDBATCHES);
            case ImapCommand.Replace replace -> {
                used.add(ImapExtension.REPLACE);
                appended(replace.message());
                named(replace.number());
            }
            case ImapCommand.Check _, ImapCommand.Close _ -> {}
        }
    }

    private void status(List<StatusItem> items) {
        note(items.contains(StatusItem.SIZE), ImapExtension.STATUS_SIZE);
        note(items.contains(StatusItem.HIGHESTMODSEQ), ImapExtension.CONDSTORE);
        note(items.contains(StatusItem.MAILBOXID), ImapExtension.OBJECTID);
        note(items.contains(StatusItem.APPENDLIMIT), ImapExtension.APPENDLIMIT);
    }

    private void list(ImapCommand.ListMailboxes list) {
        note(list.xlist(), ImapExtension.XLIST);
        note(!list.status().isEmpty(), ImapExtension.LIST_STATUS);
        note(!list.metadata().isEmpty(), ImapExtension.LIST_METADATA);
        note(
                !list.select().isEmpty()
                        || !list.returns().isEmpty()
                        || list.patterns().size() > 1,
                ImapExtension.LIST_EXTENDED);
        status(list.status());
    }

    private void appended(ImapCommand.AppendMessage message) {
        switch (message.content()) {
            case ImapCommand.AppendContent.Literal literal -> note(literal.binary(), ImapExtension.BINARY);
            case ImapCommand.AppendContent.Catenate _ -> used.add(ImapExtension.CATENATE);
        }
    }

    /** {@code $} in the place of messages (RFC 5182 §2). */
    private void named(SequenceSet messages) {
        note(messages.isSaved(), ImapExtension.SEARCHRES);
    }

    private void sought(SearchKey key) {
        switch (key) {
            case SearchKey.And(var keys) -> keys.forEach(this::sought);
            case SearchKey.Or(var one, var other) -> {
                sought(one);
                sought(other);
            }
            case SearchKey.Not(var negated) -> sought(negated);
            case SearchKey.Fuzzy(var fuzzy) -> {
                used.add(ImapExtension.SEARCH_FUZZY);
                sought(fuzzy);
            }
            case SearchKey.Regex _ -> used.add(ImapExtension.X_REGEX);
            case SearchKey.Sequence(var set) -> named(set);
            case SearchKey.Uids(var set) -> named(set);
            case SearchKey.Younger _ -> used.add(ImapExtension.WITHIN);
            case SearchKey.Saved _, SearchKey.SaveDateSupported _ -> used.add(ImapExtension.SAVEDATE);
            case SearchKey.EmailId _, SearchKey.ThreadId _ -> used.add(ImapExtension.OBJECTID);
            case SearchKey.ModSeqAtLeast _ -> used.add(ImapExtension.CONDSTORE);
            case SearchKey.All _,
                    SearchKey.Recent _,
                    SearchKey.HasFlag _,
                    SearchKey.Received _,
                    SearchKey.Sent _,
                    SearchKey.Larger _,
                    SearchKey.Smaller _,
                    SearchKey.Subject _,
                    SearchKey.AddressField _,
                    SearchKey.Header _,
                    SearchKey.Body _,
                    SearchKey.Text _ -> {}
        }
    }

    private void sort(ImapCommand.Sort sort) {
        used.add(ImapExtension.SORT);
        sought(sort.key());
        boolean displayed = sort.criteria().stream()
                .map(SortCriterion::key)
                .anyMatch(key -> key == SortCriterion.Key.DISPLAYFROM || key == SortCriterion.Key.DISPLAYTO);
        note(displayed, ImapExtension.SORT_DISPLAY);
        note(
                sort.criteria().stream().anyMatch(criterion -> criterion.key() == SortCriterion.Key.RELEVANCY),
                ImapExtension.SEARCH_FUZZY);
        sort.returns().ifPresent(returns -> {
            used.add(ImapExtension.ESORT);
            returned(returns, ImapExtension.CONTEXT_SORT);
        });
    }

    private void returned(ImapCommand.SearchReturns returns, ImapExtension context) {
        note(returns.has(SearchReturn.SAVE), ImapExtension.SEARCHRES);
        note(returns.has(SearchReturn.CONTEXT) || returns.has(SearchReturn.UPDATE), context);
        note(!returns.pushed().isEmpty(), ImapExtension.NOTIFY);
        fetched(returns.pushed());
        note(returns.has(SearchReturn.RELEVANCY), ImapExtension.SEARCH_FUZZY);
        note(returns.partial().isPresent(), ImapExtension.PARTIAL);
    }

    private void fetch(ImapCommand.Fetch fetch) {
        note(fetch.modifiers().changedSince().isPresent(), ImapExtension.CONDSTORE);
        note(fetch.modifiers().vanished(), ImapExtension.QRESYNC);
        note(fetch.modifiers().partial().isPresent(), ImapExtension.PARTIAL);
        fetched(fetch.items());
        named(fetch.set());
    }

    private void fetched(List<FetchItem> items) {
        items.forEach(item -> fetched(item).ifPresent(used::add));
    }

    private static Optional<ImapExtension> fetched(FetchItem item) {
        return switch (item) {
            case FetchItem.Simple simple ->
                switch (simple) {
                    case MODSEQ -> Optional.of(ImapExtension.CONDSTORE);
                    case EMAILID, THREADID -> Optional.of(ImapExtension.OBJECTID);
                    case PREVIEW -> Optional.of(ImapExtension.PREVIEW);
                    case SAVEDATE -> Optional.of(ImapExtension.SAVEDATE);
                    case FLAGS, UID, INTERNALDATE, RFC822_SIZE, ENVELOPE, BODYSTRUCTURE, BODY -> Optional.empty();
                };
            case FetchItem.Binary _ -> Optional.of(ImapExtension.BINARY);
            case FetchItem.BinarySize _ -> Optional.of(ImapExtension.BINARY);
            case FetchItem.Body _ -> Optional.empty();
            case FetchItem.Rfc822 _ -> Optional.empty();
        };
    }
}
