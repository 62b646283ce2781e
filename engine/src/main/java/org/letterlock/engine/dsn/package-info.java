/**
 * Delivery status notifications: letters that tell a sender what became of theirs (RFC 3464, RFC 3461 §6, RFC 6522, RFC 6533).
 * Pure functions; knows neither the queue nor who sends them.
 */
@NullMarked
package org.letterlock.engine.dsn;

import org.jspecify.annotations.NullMarked;
