/** Who signs in to a server, and who waits at its door. */
@NullMarked
package org.letterlock.desktop.ui.security;

import org.jspecify.annotations.NullMarked;
