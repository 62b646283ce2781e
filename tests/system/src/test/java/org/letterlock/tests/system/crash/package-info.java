/**
 * A real engine is killed again and again while everything is under way at once, and what it acknowledged must hold afterwards. {@code CrashRounds} tells a
 * round; {@code Ledger} knows what may be found; {@code Sink} is the mail server that the queue delivers to.
 */
@NullMarked
package org.letterlock.tests.system.crash;

import org.jspecify.annotations.NullMarked;
