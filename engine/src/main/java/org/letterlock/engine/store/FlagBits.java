package org.letterlock.engine.store;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.letterlock.engine.mail.Flag;

/** The system flags as bits of a number. */
final class FlagBits {

    static final int SEEN = 1;
    static final int ANSWERED = 2;
    static final int DELETED = 8;

    /**
     * UID and flags of a row {@code e} of {@code entry}, and whether it has keywords, in one number: each column of a row is a call of its own into the driver, and a text a
     * dear one.
     */
    static final String PACKED = "e.uid * 64 + (e.flags & 31) * 2 + (e.keywords <> '')";

    private static final List<Flag> FLAGS = List.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.DRAFT);

    /** What each number stands for. */
    private static final List<Set<Flag>> SETS = IntStream.range(0, 1 << FLAGS.size())
            .mapToObj(bits -> {
                Set<Flag> flags = new LinkedHashSet<>();
                addTo(flags, bits);
                return Collections.unmodifiableSet(flags);
            })
            .toList();

    private FlagBits() {}

    /** The UID in {@link #PACKED}. */
    static long uid(long packed) {
        return packed >> 6;
    }

    /** The flags in {@link #PACKED}. */
    static int bits(long packed) {
        return (int) (packed >> 1) & (SETS.size() - 1);
    }

    /** Whether the row of {@link #PACKED} has keywords. */
    static boolean hasKeywords(long packed) {
        return (packed & 1) != 0;
    }

    /** The flags whose bits are set, in the order of their bits. */
    static Set<Flag> set(int bits) {
        return SETS.get(bits & (SETS.size() - 1));
    }

    /** The bits of the system flags among {@code flags}; unknown ones have none. */
    static int of(Set<Flag> flags) {
        int bits = 0;
        for (int i = 0; i < FLAGS.size(); i++) {
            if (flags.contains(FLAGS.get(i))) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    /** The bit of a system flag; 0 for a flag that is not kept. */
    static int of(Flag flag) {
        int at = FLAGS.indexOf(flag);
        return at < 0 ? 0 : 1 << at;
    }

    /** Adds to {@code flags} those whose bits are set. */
    static void addTo(Set<Flag> flags, int bits) {
        for (int i = 0; i < FLAGS.size(); i++) {
            if ((bits & (1 << i)) != 0) {
                flags.add(FLAGS.get(i));
            }
        }
    }
}
