/** The release that runs on a server, and the one that this app brings. */
@NullMarked
package org.letterlock.desktop.ui.updates;

import org.jspecify.annotations.NullMarked;
