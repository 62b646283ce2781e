/**
 * The keys that open things: the engine key, account keys, and how credentials (RFC 5802) and the owner's recovery key wrap them. Nothing that the MX uses
 * may reach it. Secrets live outside the heap as far as they can, are zeroed when closed, and no {@code toString} shows them.
 */
@NullMarked
package org.letterlock.engine.keys;

import org.jspecify.annotations.NullMarked;
