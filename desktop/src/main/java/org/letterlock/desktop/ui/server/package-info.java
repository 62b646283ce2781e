/** The wizard's first step: a server is met and entered. */
@NullMarked
package org.letterlock.desktop.ui.server;

import org.jspecify.annotations.NullMarked;
