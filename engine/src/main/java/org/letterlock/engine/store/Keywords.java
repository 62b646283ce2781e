package org.letterlock.engine.store;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.sqlite.Sql;

/** The keywords of one mailbox and how entries write them. For one transaction. */
final class Keywords {

    /** How many a mailbox may have. */
    static final int LIMIT = 255;

    /** How many characters one may have. */
    static final int MAX_LENGTH = 100;

    private static final char FIRST = 0x100;

    private final Sql sql;
    private final long mailbox;
    private final TreeMap<Integer, Flag> byNumber = new TreeMap<>();
    private final Map<Flag, Integer> numbers = new HashMap<>();
    private final Map<String, Set<Flag>> decoded = new HashMap<>();
    private final Set<Integer> given = new HashSet<>();

    Keywords(Sql sql, long mailbox) {
        this.sql = sql;
        this.mailbox = mailbox;
        sql.each(
                "SELECT number, token FROM keyword WHERE mailbox = ? ORDER BY number",
                row -> keep((int) row.integer(0), new Flag(row.text(1))),
                mailbox);
    }

    private void keep(int number, Flag flag) {
        byNumber.put(number, flag);
        numbers.put(flag, number);
    }

    /** Whether each keyword among {@code flags} is short enough to be kept at all. */
    static boolean acceptable(Collection<Flag> flags) {
        return flags.stream().allMatch(f -> f.isSystem() || f.token().length() <= MAX_LENGTH);
    }

    /** Every keyword of the mailbox. */
    Set<Flag> all() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(byNumber.values()));
    }

    /** The keywords among {@code flags} as an entry writes them, added to the mailbox where they are new; empty when it would have too many. */
    Optional<String> encode(Set<Flag> flags) {
        StringBuilder text = new StringBuilder();
        for (Flag flag : flags) {
            if (!flag.isSystem()) {
                Optional<Integer> number = number(flag);
                if (number.isEmpty()) {
                    return Optional.empty();
                }
                text.append((char) (FIRST + number.get()));
            }
        }
        return Optional.of(sorted(text));
    }

    /** As {@link #encode}, without those that do not fit. */
    String encodeWhatFits(Set<Flag> flags) {
        StringBuilder text = new StringBuilder();
        for (Flag flag : flags) {
            if (!flag.isSystem()) {
                number(flag).ifPresent(n -> text.append((char) (FIRST + n)));
            }
        }
        return sorted(text);
    }

    /** The character that stands for a keyword in entries; empty when no entry can have it. */
    Optional<String> mark(Flag keyword) {
        return Optional.ofNullable(numbers.get(keyword)).map(n -> String.valueOf((char) (FIRST + n)));
    }

    /** The flags of an entry. */
    Set<Flag> decode(int bits, String keywords) {
        return decoded.computeIfAbsent((char) bits + keywords, key -> {
            Set<Flag> flags = new LinkedHashSet<>();
            FlagBits.addTo(flags, bits);
            keywords.chars().mapToObj(c -> byNumber.get(c - FIRST)).forEach(flag -> {
                if (flag != null) {
                    flags.add(flag);
                }
            });
            return Collections.unmodifiableSet(flags);
        });
    }

    static String union(String one, String other) {
        return sorted(one + other);
    }

    static String without(String one, String other) {
        StringBuilder left = new StringBuilder();
        one.chars().filter(c -> other.indexOf(c) < 0).forEach(c -> left.append((char) c));
        return left.toString();
    }

    private static String sorted(CharSequence marks) {
        StringBuilder text = new StringBuilder();
        marks.chars().sorted().distinct().forEach(c -> text.append((char) c));
        return text.toString();
    }

    private Optional<Integer> number(Flag flag) {
        Optional<Integer> number = find(flag);
        number.ifPresent(given::add);
        return number;
    }

    private Optional<Integer> find(Flag flag) {
        Integer known = numbers.get(flag);
        if (known != null) {
            return Optional.of(known);
        }
        if (flag.token().length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (byNumber.size() >= LIMIT) {
            dropUnused();
        }
        for (int number = 0; number < LIMIT; number++) {
            if (!byNumber.containsKey(number)) {
                sql.update(
                        "INSERT INTO keyword (mailbox, number, token) VALUES (?, ?, ?)", mailbox, number, flag.token());
                keep(number, flag);
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    /** Forgets keywords that no entry has and that this transaction gave to none. Only when the table is full. */
    private void dropUnused() {
        StringBuilder used = new StringBuilder();
        sql.each(
                "SELECT DISTINCT keywords FROM entry WHERE mailbox = ? AND keywords <> ''",
                row -> used.append(row.text(0)),
                mailbox);
        String marks = sorted(used);
        byNumber.entrySet().removeIf(e -> {
            boolean unused = marks.indexOf(FIRST + e.getKey()) < 0 && !given.contains(e.getKey());
            if (unused) {
                numbers.remove(e.getValue());
                sql.update("DELETE FROM keyword WHERE mailbox = ? AND number = ?", mailbox, e.getKey());
            }
            return unused;
        });
        decoded.clear();
    }
}
