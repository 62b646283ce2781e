/** The wizard's step on which the first mailbox is chosen. */
@NullMarked
package org.letterlock.desktop.ui.you;

import org.jspecify.annotations.NullMarked;
