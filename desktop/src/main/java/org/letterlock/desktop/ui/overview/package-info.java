/** The overview: how a server is, in sentences. */
@NullMarked
package org.letterlock.desktop.ui.overview;

import org.jspecify.annotations.NullMarked;
