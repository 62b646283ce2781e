/** Tests of exports. */
@NullMarked
package org.letterlock.engine.export;

import org.jspecify.annotations.NullMarked;
