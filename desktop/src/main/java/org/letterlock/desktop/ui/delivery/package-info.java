/** The letters that leave a server, and the log of what happened. */
@NullMarked
package org.letterlock.desktop.ui.delivery;

import org.jspecify.annotations.NullMarked;
