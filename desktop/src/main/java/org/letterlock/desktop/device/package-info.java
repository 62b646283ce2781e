/** Devices and mail programs: a password of its own for each, and its settings in the shape that the program takes. */
@NullMarked
package org.letterlock.desktop.device;

import org.jspecify.annotations.NullMarked;
