/** The screens by which a server that is set up already comes to another computer: connecting to it, and the file that brings all keys there. */
@NullMarked
package org.letterlock.desktop.ui.connect;

import org.jspecify.annotations.NullMarked;
