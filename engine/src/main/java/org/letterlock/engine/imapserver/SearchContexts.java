package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.letterlock.engine.imap.FetchItem;
import org.letterlock.engine.imap.ResponseCode;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.Uid;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.SearchExpression;
import org.letterlock.engine.store.SearchLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The searches whose results the client wants to be told changes of (RFC 5267 §4.3), for as long as their mailbox is selected. Only messages that changed are looked at
 * again. What vanished out of a result is told before it is expunged, what comes in after EXISTS, so that sequence numbers are valid; what went or came because flags
 * changed is told after these (RFC 5465 §5.1). One thread.
 */
final class SearchContexts {

    private static final Logger LOG = LoggerFactory.getLogger(SearchContexts.class);
    private static final int MOST = 8;

    /** How many messages the sorted results of a session have together: their order is kept, eight octets each. */
    private static final int MOST_SORTED = 100_000;

    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private UidSet changed = UidSet.EMPTY;
    private UidSet vanished = UidSet.EMPTY;

    /**
     * A search that the client wants to hear of.
     *
     * @param byUid whether the client counts its result by UID
     * @param expression what it looked for
     * @param criteria what its result is sorted by; none where it has the order of the mailbox
     * @param pushed what to tell of a new message that comes into the result (RFC 5465 §7)
     */
    record Query(boolean byUid, SearchExpression expression, List<SortCriterion> criteria, List<FetchItem> pushed) {

        boolean isSorted() {
            return !criteria.isEmpty();
        }
    }

    /** Whether a search with this tag is kept up to date. */
    boolean has(String tag) {
        return contexts.containsKey(tag);
    }

    /**
     * Keeps a search up to date from now on, unless there are too many already, or the place of a message in its result depends on other messages.
     *
     * @param result the UIDs that it found, in its order
     * @return whether it does
     */
    boolean add(String tag, Query query, long[] result) {
        boolean relative = query.criteria().stream().anyMatch(one -> one.key() == SortCriterion.Key.RELEVANCY);
        boolean large = query.isSorted() && sorted() + result.length > MOST_SORTED;
        if (contexts.size() == MOST || relative || large) {
            return false;
        }
        contexts.put(tag, new Context(query, result));
        return true;
    }

    private long sorted() {
        return contexts.values().stream()
                .mapToLong(context -> context.newOrder.length)
                .sum();
    }

    /** No word more of these searches (RFC 5267 §4.3.5). */
    void cancel(Collection<String> tags) {
        contexts.keySet().removeAll(tags);
    }

    /** Gives up the searches whose results are counted by number, and says so. */
    void cancelNumbered(ResponseWriter out) {
        contexts.entrySet().removeIf(entry -> {
            boolean numbered = !entry.getValue().query.byUid();
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

    /** Looks again at what was noted. Gives up, and says so, what takes too long or grows too large. */
    void look(ResponseWriter out, AccountStore store, AccountStore.MailboxId mailbox, SearchLimits limits) {
        if (changed.isEmpty() && vanished.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<String, Context>> each = contexts.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Context> next = each.next();
            if (!look(next.getValue(), store, mailbox, limits)) {
                each.remove();
                refuse(out, next.getKey());
            }
        }
        changed = UidSet.EMPTY;
        vanished = UidSet.EMPTY;
    }

    private boolean look(Context context, AccountStore store, AccountStore.MailboxId mailbox, SearchLimits limits) {
        long room = MOST_SORTED - (sorted() - context.newOrder.length);
        try {
            return context.look(changed, vanished, room, store, mailbox, limits);
        } catch (DatabaseException e) {
            // What was noted is not looked at twice, so the client would never hear of it.
            return switch (e.reason()) {
                case CLOSED -> throw e;
                case INTERRUPTED -> false;
                default -> {
                    LOG.warn("IMAP search is not kept up to date: {}", e.getMessage(), e.unexpected());
                    yield false;
                }
            };
        }
    }

    /** Tells what vanished; it has its numbers still. */
    void tellVanished(ResponseWriter out, MessageSequence sequence) {
        contexts.forEach((tag, context) -> {
            context.remove(context.vanished, pairs -> write(out, tag, context, "REMOVEFROM", pairs, sequence));
            context.vanished = UidSet.EMPTY;
        });
    }

    /** Tells what is found no more, and what is found anew. */
    void tellChanged(ResponseWriter out, MessageSequence sequence) {
        contexts.forEach((tag, context) -> {
            context.remove(context.removed, pairs -> write(out, tag, context, "REMOVEFROM", pairs, sequence));
            context.insert(pairs -> write(out, tag, context, "ADDTO", pairs, sequence));
            context.removed = UidSet.EMPTY;
            context.added = UidSet.EMPTY;
        });
    }

    /**
     * What is to be told of messages that came, together with what is told of each of them, in their order.
     *
     * @param fresh those that the client did not know
     * @param always what is told of each of them
     */
    Map<List<FetchItem>, List<Long>> pushed(UidSet fresh, List<FetchItem> always) {
        boolean more = contexts.values().stream()
                .anyMatch(context -> !context.query.pushed().isEmpty());
        Map<List<FetchItem>, List<Long>> pushed = new LinkedHashMap<>();
        if (!more && always.isEmpty()) {
            return pushed;
        }
        fresh.stream().forEach(uid -> {
            Set<FetchItem> items = new LinkedHashSet<>(always);
            contexts.values().stream()
                    .filter(context -> context.added.contains(uid))
                    .forEach(context -> items.addAll(context.query.pushed()));
            if (!items.isEmpty()) {
                pushed.computeIfAbsent(List.copyOf(items), _ -> new ArrayList<>())
                        .add(uid);
            }
        });
        return pushed;
    }

    /** NOUPDATE (RFC 5267 §4.3.1). */
    static void refuse(ResponseWriter out, String tag) {
        out.raw("* NO ").code(ResponseCode.noUpdate(tag)).raw("No word when it changes\r\n");
    }

    /** Messages that go out of a result or come into it at a position, in the order of the result; 0 where the client can tell it itself. */
    private record Placed(int position, long[] uids) {}

    private static void write(
            ResponseWriter out,
            String tag,
            Context context,
            String item,
            List<Placed> pairs,
            MessageSequence sequence) {
        out.raw("* ESEARCH (TAG ")
                .string(tag)
                .raw(context.query.byUid() ? ") UID " : ") ")
                .raw(item);
        String before = " (";
        for (Placed pair : pairs) {
            long[] told = context.query.byUid()
                    ? pair.uids()
                    : Arrays.stream(pair.uids()).map(sequence::number).toArray();
            out.raw(before).number(pair.position()).raw(" ").raw(UidList.of(told));
            before = " ";
        }
        out.raw(")\r\n");
    }

    /** A search and what it finds. */
    private static final class Context {

        private final Query query;
        private UidSet found;

        /** As the client has it, where the result is sorted. */
        private long[] order;

        private long[] newOrder;
        private UidSet vanished = UidSet.EMPTY;
        private UidSet removed = UidSet.EMPTY;
        private UidSet added = UidSet.EMPTY;

        Context(Query query, long[] result) {
            this.query = query;
            this.found = UidSet.of(result);
            this.order = query.isSorted() ? result : new long[0];
            this.newOrder = order;
        }

        /** Whether a sorted result has no more messages than there is {@code room} for; else it is not up to date. */
        boolean look(
                UidSet changed,
                UidSet gone,
                long room,
                AccountStore store,
                AccountStore.MailboxId mailbox,
                SearchLimits limits) {
            UidSet there = changed.without(gone);
            UidSet fits = there.isEmpty()
                    ? UidSet.EMPTY
                    : UidSet.of(
                            store
                                    .search(mailbox, query.expression().and(new SearchExpression.Uids(there)), limits)
                                    .stream()
                                    .mapToLong(Uid::value)
                                    .toArray());
            vanished = found.intersection(gone);
            removed = found.intersection(there.without(fits));
            added = fits.without(found);
            UidSet kept = found.without(vanished).without(removed);
            found = UidSet.of(Stream.concat(kept.ranges().stream(), fits.ranges().stream())
                    .toList());
            if (query.isSorted()) {
                newOrder = Arrays.stream(order).filter(kept::contains).toArray();
                if (newOrder.length + added.size() > room) {
                    return false;
                }
                if (!added.isEmpty()) {
                    newOrder = store.place(mailbox, newOrder, added, query.criteria(), limits);
                    // What is gone again comes nowhere, and is told as gone by the next look.
                    found = UidSet.of(newOrder);
                }
            }
            return true;
        }

        /** Hands over what goes, the last first, so that no position shifts before it is used. */
        void remove(UidSet going, Consumer<List<Placed>> pairs) {
            if (going.isEmpty()) {
                return;
            }
            if (query.isSorted()) {
                pairs.accept(runs(order, going).reversed());
                order = Arrays.stream(order).filter(uid -> !going.contains(uid)).toArray();
            } else {
                pairs.accept(List.of(new Placed(0, going.stream().toArray())));
            }
        }

        /** Hands over what comes, the first first: each position is that in the new result. */
        void insert(Consumer<List<Placed>> pairs) {
            if (query.isSorted()) {
                List<Placed> runs = runs(newOrder, added);
                order = newOrder;
                if (!runs.isEmpty()) {
                    pairs.accept(runs);
                }
            } else if (!added.isEmpty()) {
                pairs.accept(List.of(new Placed(0, added.stream().toArray())));
            }
        }

        /** The stretches of {@code order} that are in {@code set}, with the position of the first, counted from 1. */
        private static List<Placed> runs(long[] order, UidSet set) {
            List<Placed> runs = new ArrayList<>();
            int at = set.isEmpty() ? order.length : 0;
            while (at < order.length) {
                int end = at;
                while (end < order.length && set.contains(order[end])) {
                    end++;
                }
                if (end > at) {
                    runs.add(new Placed(at + 1, Arrays.copyOfRange(order, at, end)));
                }
                at = end + 1;
            }
            return runs;
        }
    }
}
