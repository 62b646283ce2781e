package org.letterlock.engine.spf;

import java.util.Optional;

/**
 * The end of a check.
 *
 * @param result of it
 * @param reason why, in English: the mechanism that matched, or what is wrong with the policy; printable ASCII
 * @param explanation what the domain wants the sender to read after a {@link SpfResult#FAIL}: the words of a stranger, in printable ASCII
 */
public record SpfVerdict(SpfResult result, String reason, Optional<String> explanation) {

    static SpfVerdict of(SpfResult result, String reason) {
        return new SpfVerdict(result, reason, Optional.empty());
    }
}
