package org.letterlock.engine.imapserver;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.SearchExpression;

/**
 * The searches whose results the client wants to be told changes of (RFC 5267 §4.3), for as long as their mailbox is selected. Only messages that changed are looked at
 * again. What goes out of a result is told before messages are expunged, what comes in after EXISTS, so that sequence numbers are valid. One thread.
 */
final class SearchContexts {

    private static final int MOST = 8;

    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private UidSet changed = UidSet.EMPTY;
    private UidSet vanished = UidSet.EMPTY;

    /** Whether a search with this tag is kept up to date. */
    boolean has(String tag) {
        return contexts.containsKey(tag);
    }

    /**
     * Keeps a search up to date from now on, unless there are too many already.
     *
     * @param byUid whether the client counts its result by UID
     * @param result what it found
     * @return whether it does
     */
    boolean add(String tag, boolean byUid, SearchExpression expression, UidSet result) {
        if (contexts.size() == MOST) {
            return false;
        }
        contexts.put(tag, new Context(byUid, expression, result));
        return true;
    }

    /** No word more of these searches (RFC 5267 §4.3.5). */
    void cancel(Collection<String> tags) {
        contexts.keySet().removeAll(tags);
    }

    /** Gives up the searches whose results are counted by number, and says so. */
    void cancelNumbered(ResponseWriter out) {
        contexts.entrySet().removeIf(entry -> {
            boolean numbered = !entry.getValue().byUid;
            if (numbered) {
                refuse(out, entry.getKey());
            }
            return numbered;
        });
    }

    /** Notes what happened in the mailbox. */
    void note(AccountStore.Changes changes) {
        if (!contexts.isEmpty()) {
            changed = UidSet.of(changes.changed().stream()
                    .mapToLong(state -> state.uid().value())
                    .toArray());
            vanished = changes.vanished();
        }
    }

    /** Looks again at what was noted, and tells what is no longer found. Messages that vanished have their numbers still. */
    void tellRemoved(ResponseWriter out, MessageSequence sequence, Function<SearchExpression, List<Uid>> search) {
        if (changed.isEmpty() && vanished.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<String, Context>> each = contexts.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Context> next = each.next();
            String tag = next.getKey();
            try {
                Context context = next.getValue();
                context.look(changed, vanished, search);
                write(out, tag, context, "REMOVEFROM", context.removed, sequence);
            } catch (DatabaseException e) {
                if (e.reason() != DatabaseException.Reason.INTERRUPTED) {
                    throw e;
                }
                each.remove();
                refuse(out, tag);
            }
        }
        changed = UidSet.EMPTY;
        vanished = UidSet.EMPTY;
    }

    /** Tells what {@link #tellRemoved} found anew. */
    void tellAdded(ResponseWriter out, MessageSequence sequence) {
        contexts.forEach((tag, context) -> {
            write(out, tag, context, "ADDTO", context.added, sequence);
            context.added = UidSet.EMPTY;
        });
    }

    /** NOUPDATE (RFC 5267 §4.3.1). */
    static void refuse(ResponseWriter out, String tag) {
        out.raw("* NO ").code(ResponseCode.noUpdate(tag)).raw("No word when it changes\r\n");
    }

    private static void write(
            ResponseWriter out, String tag, Context context, String item, UidSet uids, MessageSequence sequence) {
        if (uids.isEmpty()) {
            return;
        }
        UidSet told = context.byUid
                ? uids
                : UidSet.of(uids.stream()
                        .map(sequence::number)
                        .filter(number -> number > 0)
                        .toArray());
        out.raw("* ESEARCH (TAG ")
                .string(tag)
                .raw(context.byUid ? ") UID " : ") ")
                .raw(item)
                .raw(" (0 ")
                .raw(told.toString())
                .raw(")\r\n");
    }

    /** A search and what it finds. */
    private static final class Context {

        private final boolean byUid;
        private final SearchExpression expression;
        private UidSet result;
        private UidSet removed = UidSet.EMPTY;
        private UidSet added = UidSet.EMPTY;

        Context(boolean byUid, SearchExpression expression, UidSet result) {
            this.byUid = byUid;
            this.expression = expression;
            this.result = result;
        }

        void look(UidSet changed, UidSet vanished, Function<SearchExpression, List<Uid>> search) {
            UidSet there = changed.without(vanished);
            UidSet found = there.isEmpty()
                    ? UidSet.EMPTY
                    : UidSet.of(search.apply(expression.and(new SearchExpression.Uids(there))).stream()
                            .mapToLong(Uid::value)
                            .toArray());
            UidSet kept = result.without(vanished).without(there.without(found));
            removed = result.without(kept);
            added = found.without(result);
            result = UidSet.of(java.util.stream.Stream.concat(kept.ranges().stream(), found.ranges().stream())
                    .toList());
        }
    }
}
