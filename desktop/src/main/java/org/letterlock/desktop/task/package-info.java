/** The one crossing between work that waits and the screen, which never does. */
@NullMarked
package org.letterlock.desktop.task;

import org.jspecify.annotations.NullMarked;
