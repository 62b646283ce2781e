/** The whole, over real sockets, with real processes. */
@NullMarked
package org.letterlock.tests.system;

import org.jspecify.annotations.NullMarked;
