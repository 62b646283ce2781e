/**
 * What happened: one event for each connection refused, login, letter accepted, delivered, deferred or bounced. It holds addresses and reasons, never content of
 * letters or secrets, and forgets them in time.
 *
 * <p>The file is {@code journal.sqlite}, encrypted under the engine's key, with one table: {@code event(id, at, kind, connection, detail)}, {@code at} in
 * milliseconds since 1970. Events are written in batches by a thread of their own: the last ones before a crash may be lost, which is why nothing else may rest on
 * them.
 */
@NullMarked
package org.letterlock.engine.journal;

import org.jspecify.annotations.NullMarked;
