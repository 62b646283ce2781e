/**
 * What happened: one event for each connection refused, login, letter accepted, delivered, deferred or bounced.
 */
@NullMarked
package org.letterlock.engine.journal;

import org.jspecify.annotations.NullMarked;
