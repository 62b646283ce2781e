/** The wizard's step on which Letterlock is installed. */
@NullMarked
package org.letterlock.desktop.ui.install;

import org.jspecify.annotations.NullMarked;
