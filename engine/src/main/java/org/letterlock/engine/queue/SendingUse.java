package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What an account sent within the last 24 hours, and what is held of it.
 *
 * @param letters how many letters were counted
 * @param recipients how many new recipients were counted
 * @param held what is held
 */
public record SendingUse(long letters, long recipients, Held held) {

    /**
     * What is held until the owner decides.
     *
     * @param letters how many letters
     * @param recipients how many recipients they have
     * @param octets their length
     * @param since when the first of them came; empty where nothing is held
     * @param reasons why
     */
    public record Held(long letters, long recipients, long octets, Optional<Instant> since, Set<HeldFor> reasons) {
        public Held {
            reasons = Set.copyOf(reasons);
        }
    }
}
