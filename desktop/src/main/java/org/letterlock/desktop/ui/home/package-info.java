/** What the sections of a server's home share. */
@NullMarked
package org.letterlock.desktop.ui.home;

import org.jspecify.annotations.NullMarked;
