/**
 * Letters on their way through a session: in memory while small, beyond that in a file encrypted under a key that exists
 * only in this process. Knows nothing of mail, only octets.
 */
@NullMarked
package org.letterlock.engine.spool;

import org.jspecify.annotations.NullMarked;
