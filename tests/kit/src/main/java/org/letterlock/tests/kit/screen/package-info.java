/**
 * Somebody before the app's window: {@link org.letterlock.tests.kit.screen.Hand} in the app's own process, {@link org.letterlock.tests.kit.screen.AppProcess} for an app in a
 * process of its own. Knows JavaFX and none of the app's classes: what a person cannot read on a screen is not known here either.
 */
@NullMarked
package org.letterlock.tests.kit.screen;

import org.jspecify.annotations.NullMarked;
