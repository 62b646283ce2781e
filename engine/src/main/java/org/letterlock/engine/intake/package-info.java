/**
 * The durable, sealed waiting room of everything that was accepted and is not yet in an account.
 */
@NullMarked
package org.letterlock.engine.intake;

import org.jspecify.annotations.NullMarked;
