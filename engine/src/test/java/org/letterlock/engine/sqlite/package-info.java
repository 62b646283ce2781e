/** Tests of the encrypted files. */
@NullMarked
package org.letterlock.engine.sqlite;

import org.jspecify.annotations.NullMarked;
