package org.letterlock.engine.directory;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which last uses of credentials are to be written: each credential once a minute at most, so that a program that signs in for every letter does not cost a
 * sync each time. For the thread that writes.
 */
final class UseNotes {

    private static final long PAUSE = Duration.ofMinutes(1).toMillis();

    private final Map<String, Long> written = new HashMap<>();
    private final Set<String> waiting = new HashSet<>();

    /** What to write now that {@code row} was used. */
    List<Row> noted(Row.CredentialRow row) {
        long due = written.getOrDefault(row.key(), Long.MIN_VALUE / 2) + PAUSE;
        if (row.lastUsed() < due) {
            waiting.add(row.key());
            return List.of();
        }
        written.put(row.key(), row.lastUsed());
        waiting.remove(row.key());
        return List.of(row);
    }

    /** What was noted and not written, of the credentials that are still there. */
    List<Row> unwritten(Index now) {
        return waiting.stream()
                .flatMap(key -> Optional.<Row>ofNullable(now.credentials().get(key)).stream())
                .toList();
    }
}
