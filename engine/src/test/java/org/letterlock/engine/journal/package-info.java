/** Tests of the journal. */
@NullMarked
package org.letterlock.engine.journal;

import org.jspecify.annotations.NullMarked;
