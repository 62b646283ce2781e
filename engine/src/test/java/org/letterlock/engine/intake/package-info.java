/** Tests of the intake. */
@NullMarked
package org.letterlock.engine.intake;

import org.jspecify.annotations.NullMarked;
