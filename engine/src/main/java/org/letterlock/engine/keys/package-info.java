/**
 * The keys that open things: the engine key, account keys and how credentials wrap them. Nothing that the MX uses may reach it.
 */
@NullMarked
package org.letterlock.engine.keys;

import org.jspecify.annotations.NullMarked;
