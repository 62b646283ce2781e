/** Tests of spools. */
@NullMarked
package org.letterlock.engine.spool;

import org.jspecify.annotations.NullMarked;
