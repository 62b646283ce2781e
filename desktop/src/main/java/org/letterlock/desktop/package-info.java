/**
 * The app. {@link org.letterlock.desktop.Desktop} builds everything by hand; a screen is a package of {@code ui}: a view of nodes, and a view model without any.
 * What waits runs beside the screen, by {@code task}.
 */
@NullMarked
package org.letterlock.desktop;

import org.jspecify.annotations.NullMarked;
