/** How the engine writes to its console. What happened to mail is in the journal instead. */
@NullMarked
package org.letterlock.engine.log;

import org.jspecify.annotations.NullMarked;
