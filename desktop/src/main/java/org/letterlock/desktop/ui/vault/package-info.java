/** The screen on which the vault is made or opened. */
@NullMarked
package org.letterlock.desktop.ui.vault;

import org.jspecify.annotations.NullMarked;
