/** The screen of the recovery kit: a page to keep on paper, and the proof that it was kept. */
@NullMarked
package org.letterlock.desktop.ui.kit;

import org.jspecify.annotations.NullMarked;
