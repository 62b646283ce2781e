/** Tests of sealing. */
@NullMarked
package org.letterlock.engine.crypto;

import org.jspecify.annotations.NullMarked;
