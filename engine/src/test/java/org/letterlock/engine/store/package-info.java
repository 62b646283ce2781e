/** Tests of the account's file. */
@NullMarked
package org.letterlock.engine.store;

import org.jspecify.annotations.NullMarked;
