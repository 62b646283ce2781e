/** The screen from which a mail server on this computer is tried. */
@NullMarked
package org.letterlock.desktop.ui.demo;

import org.jspecify.annotations.NullMarked;
