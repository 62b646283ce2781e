/**
 * How much accounts may hold, and how much they do. Knows the figures of accounts that are locked without their keys, and must not reach the packages that hold
 * these.
 */
@NullMarked
package org.letterlock.engine.quota;

import org.jspecify.annotations.NullMarked;
