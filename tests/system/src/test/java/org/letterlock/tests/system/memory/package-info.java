/** What can be read in the memory of an engine and on its disk. */
@NullMarked
package org.letterlock.tests.system.memory;

import org.jspecify.annotations.NullMarked;
