package org.letterlock.engine.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.mime.BaseSubject;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.store.AccountStore.MailboxId;
import org.letterlock.engine.store.AccountStore.StoredMessage;
import org.letterlock.engine.store.AccountStore.Want;

/** Sorts entries of a mailbox (RFC 5256 §3, RFC 5957 §4) by what was stored of them at delivery. Holds what is compared of each, and nothing else. */
final class Sorting {

    /** How much of a text is compared: 256 octets of its {@linkplain Folding#collationKey collation key}. */
    private static final int MAX_KEY = 256;

    /** A key needs no more of a text than this, in characters. */
    private static final int MAX_TEXT = 1000;

    /** What the texts of one sorting may take: 64 MiB. */
    private static final long MAX_OCTETS = 64L << 20;

    private final Fetching fetching;
    private final Budget budget;
    private final List<SortCriterion> criteria;
    private final Map<Long, Integer> scores;
    private long octets;

    /** @param scores the relevancy of each entry, by UID, where that is among the criteria */
    Sorting(Fetching fetching, Budget budget, List<SortCriterion> criteria, Map<Long, Integer> scores) {
        this.fetching = fetching;
        this.budget = budget;
        this.criteria = criteria;
        this.scores = scores;
    }

    /** @param uids ascending */
    long[] sort(MailboxId mailbox, long[] uids) {
        List<Keyed> all = keyed(mailbox, UidSet.of(uids));
        all.sort(order());
        return all.stream().mapToLong(Keyed::uid).toArray();
    }

    /** What is compared of entries, ascending by UID. */
    private List<Keyed> keyed(MailboxId mailbox, UidSet uids) {
        List<Keyed> all = new ArrayList<>();
        fetching.fetch(mailbox, uids, want(), message -> {
            budget.check();
            all.add(new Keyed(
                    message.uid().value(),
                    criteria.stream()
                            .map(criterion -> value(criterion.key(), message))
                            .toList()));
        });
        return all;
    }

    /**
     * Looks for the places of all that are added at once, halving: each step reads one of the sorted entries for each of them at most, so a few letters are placed
     * among very many without reading those.
     */
    long[] place(MailboxId mailbox, long[] sorted, UidSet added) {
        List<Keyed> placed = keyed(mailbox, added);
        placed.sort(order().thenComparingLong(Keyed::uid));
        long[] there = sorted;
        while (true) {
            int[] places = new int[placed.size()];
            if (places(mailbox, there, placed, places)) {
                return merged(sorted, there, placed, places);
            }
            UidSet left = left(mailbox, UidSet.of(there));
            there = Arrays.stream(there).filter(left::contains).toArray();
        }
    }

    /** Those that are in the mailbox: where one is gone, many may be, and to meet them one after the other would take too long. */
    private UidSet left(MailboxId mailbox, UidSet uids) {
        List<Long> left = new ArrayList<>();
        fetching.fetch(mailbox, uids, EnumSet.noneOf(Want.class), message -> {
            budget.check();
            left.add(message.uid().value());
        });
        return UidSet.of(left.stream().mapToLong(Long::longValue).toArray());
    }

    /**
     * Finds before which of the sorted entries each goes.
     *
     * @param places gets the places
     * @return false where one of the sorted ones is gone; then the places mean nothing
     */
    private boolean places(MailboxId mailbox, long[] sorted, List<Keyed> placed, int[] places) {
        Comparator<Keyed> order = order().thenComparingLong(Keyed::uid);
        int[] ends = new int[placed.size()];
        Arrays.fill(ends, sorted.length);
        while (true) {
            long[] middles = IntStream.range(0, ends.length)
                    .filter(i -> places[i] < ends[i])
                    .mapToLong(i -> sorted[(places[i] + ends[i]) >>> 1])
                    .toArray();
            if (middles.length == 0) {
                return true;
            }
            UidSet asked = UidSet.of(middles);
            long before = octets;
            Map<Long, Keyed> met = new HashMap<>();
            keyed(mailbox, asked).forEach(keyed -> met.put(keyed.uid(), keyed));
            octets = before; // held no longer than this step
            if (met.size() < asked.size()) {
                return false;
            }
            for (int i = 0; i < ends.length; i++) {
                if (places[i] < ends[i]) {
                    int middle = (places[i] + ends[i]) >>> 1;
                    if (order.compare(placed.get(i), Objects.requireNonNull(met.get(sorted[middle]))) < 0) {
                        ends[i] = middle;
                    } else {
                        places[i] = middle + 1;
                    }
                }
            }
        }
    }

    /** @param there those of {@code sorted} that the places count */
    private static long[] merged(long[] sorted, long[] there, List<Keyed> placed, int[] places) {
        long[] all = new long[sorted.length + places.length];
        int next = 0;
        int at = 0;
        int counted = 0;
        for (long uid : sorted) {
            while (next < places.length && counted < there.length && places[next] == counted && there[counted] == uid) {
                all[at++] = placed.get(next++).uid();
            }
            all[at++] = uid;
            counted += counted < there.length && there[counted] == uid ? 1 : 0;
        }
        while (next < places.length) {
            all[at++] = placed.get(next++).uid();
        }
        return all;
    }

    private EnumSet<Want> want() {
        boolean envelope = criteria.stream()
                .map(SortCriterion::key)
                .anyMatch(key -> key != SortCriterion.Key.ARRIVAL
                        && key != SortCriterion.Key.SIZE
                        && key != SortCriterion.Key.RELEVANCY);
        return envelope ? EnumSet.of(Want.ENVELOPE) : EnumSet.noneOf(Want.class);
    }

    private Value value(SortCriterion.Key key, StoredMessage message) {
        return switch (key) {
            case ARRIVAL -> new Value.Amount(message.received().toEpochMilli());
            // The most relevant comes first (RFC 6203 §6).
            case RELEVANCY ->
                new Value.Amount(-scores.getOrDefault(message.uid().value(), 1));
            case SIZE -> new Value.Amount(message.size());
            case DATE -> new Value.Amount(sentMillis(message));
            case SUBJECT ->
                text(BaseSubject.of(envelope(message).subject().orElse("")).text());
            case FROM -> text(mailbox(envelope(message).from()));
            case TO -> text(mailbox(envelope(message).to()));
            case CC -> text(mailbox(envelope(message).cc()));
            case DISPLAYFROM -> text(displayed(envelope(message).from()));
            case DISPLAYTO -> text(displayed(envelope(message).to()));
        };
    }

    /** The sent date (RFC 5256 §2.2) in milliseconds since 1970. */
    static long sentMillis(StoredMessage message) {
        return envelope(message)
                .date()
                .flatMap(SentDate::moment)
                .orElse(message.received())
                .toEpochMilli();
    }

    private static ImapEnvelope envelope(StoredMessage message) {
        return message.envelope().orElseThrow();
    }

    private static String mailbox(List<ImapEnvelope.Address> addresses) {
        return addresses.stream()
                .findFirst()
                .flatMap(ImapEnvelope.Address::mailbox)
                .orElse("");
    }

    private static String displayed(List<ImapEnvelope.Address> addresses) {
        return addresses.isEmpty() ? "" : addresses.getFirst().displayed();
    }

    /** What is compared of a text. */
    static byte[] key(String text) {
        byte[] key = Folding.collationKey(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        return key.length > MAX_KEY ? Arrays.copyOf(key, MAX_KEY) : key;
    }

    private Value text(String text) {
        byte[] kept = key(text);
        octets += kept.length;
        if (octets > MAX_OCTETS) {
            throw new DatabaseException(DatabaseException.Reason.INTERRUPTED, "a sorting took too much memory");
        }
        return new Value.Text(kept);
    }

    /** What is alike stays in the order of the mailbox, also where a criterion is reversed. */
    private Comparator<Keyed> order() {
        Comparator<Keyed> order = (_, _) -> 0;
        for (int i = 0; i < criteria.size(); i++) {
            int at = i;
            Comparator<Keyed> next =
                    Comparator.comparing(keyed -> keyed.values().get(at), Value.ORDER);
            order = order.thenComparing(criteria.get(i).reverse() ? next.reversed() : next);
        }
        return order;
    }

    /** An entry, and what of it is compared, in the order of the criteria. */
    private record Keyed(long uid, List<Value> values) {}

    /** What is compared. */
    private sealed interface Value {

        /** Values of one criterion are all of one kind. */
        Comparator<Value> ORDER = (one, other) -> one instanceof Amount(long a) && other instanceof Amount(long b)
                ? Long.compare(a, b)
                : Arrays.compareUnsigned(one.octets(), other.octets());

        byte[] octets();

        record Amount(long value) implements Value {
            @Override
            public byte[] octets() {
                throw new IllegalStateException("a number");
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // never compared but by its content
        record Text(byte[] octets) implements Value {}
    }
}
