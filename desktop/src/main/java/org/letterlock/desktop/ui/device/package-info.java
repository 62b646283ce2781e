/** The screen on which a device gets a password of its own, and is waited for. */
@NullMarked
package org.letterlock.desktop.ui.device;

import org.jspecify.annotations.NullMarked;
