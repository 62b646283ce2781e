package org.letterlock.engine.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with a web server that an address tells of letters.
 *
 * @param waiting how many letters it was not told of yet
 * @param last what it said last; empty where it was never asked, or not for long
 * @param lastAt when that was
 */
public record HookUse(long waiting, Optional<Answer> last, Optional<Instant> lastAt) {}
