/** The window: frame, look, and what screens share. A screen is a package: a view of nodes, and a view model without any. */
@NullMarked
package org.letterlock.desktop.ui;

import org.jspecify.annotations.NullMarked;
