/** A disk that forgets what was not fsynced, or is full when it is told to: the layer between an engine and its files, and what is worked out from its log. */
@NullMarked
package org.letterlock.tests.system.disk;

import org.jspecify.annotations.NullMarked;
