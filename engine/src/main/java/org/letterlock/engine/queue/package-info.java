/**
 * Outbound mail, durable and encrypted: what is to be sent, to whom, what was tried and what came of it.
 */
@NullMarked
package org.letterlock.engine.queue;

import org.jspecify.annotations.NullMarked;
