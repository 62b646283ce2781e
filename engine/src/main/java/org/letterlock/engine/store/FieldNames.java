package org.letterlock.engine.store;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.letterlock.engine.mime.HeaderFields;

/**
 * Which fields the headers have that were looked at, so that the next search for a field reads only those that may have it. Each message has 256 bits, of which
 * each name of a field sets two (a filter after Bloom): with forty names one letter in twelve is read in vain. Messages never change, so nothing is ever put right.
 * Kept while memory is not short. Safe for any number of threads.
 */
final class FieldNames {

    private static final int WORDS = 4;
    private static final int PAGE_BITS = 8;
    private static final int FACTOR = 0x9E3779B9;

    /** Filters of messages with neighbouring ids, by what those have in common; all zero for one that was not looked at. Guarded by this. */
    private SoftReference<Map<Long, long[]>> pages = new SoftReference<>(new HashMap<>());

    /** Notes the fields of a message. */
    synchronized void note(long message, HeaderFields header) {
        Map<Long, long[]> known = pages.get();
        if (known == null) {
            known = new HashMap<>();
            pages = new SoftReference<>(known);
        }
        long[] page = known.computeIfAbsent(message >> PAGE_BITS, _ -> new long[WORDS << PAGE_BITS]);
        // A header without a field is like one that was not looked at.
        header.fields().forEach(field -> {
            int hash = hash(field.name());
            set(page, message, hash);
            set(page, message, hash >>> Byte.SIZE);
        });
    }

    /** Whether a message may have a field. */
    synchronized boolean mayHave(long message, String field) {
        Map<Long, long[]> known = pages.get();
        long[] page = known == null ? null : known.get(message >> PAGE_BITS);
        if (page == null || isUnknown(page, message)) {
            return true;
        }
        int hash = hash(field);
        return has(page, message, hash) && has(page, message, hash >>> Byte.SIZE);
    }

    private static int hash(String name) {
        return (name.toLowerCase(Locale.ROOT).hashCode() * FACTOR) >>> 8;
    }

    private static boolean isUnknown(long[] page, long message) {
        long all = 0;
        for (int i = 0; i < WORDS; i++) {
            all |= page[first(message) + i];
        }
        return all == 0;
    }

    private static void set(long[] page, long message, int hash) {
        page[word(message, hash)] |= 1L << hash;
    }

    private static boolean has(long[] page, long message, int hash) {
        return (page[word(message, hash)] & 1L << hash) != 0;
    }

    private static int word(long message, int hash) {
        return first(message) + (hash >> 6 & WORDS - 1);
    }

    private static int first(long message) {
        return (int) (message & (1 << PAGE_BITS) - 1) * WORDS;
    }
}
