/** The screen on which a letter goes out and its answer comes in, so that a person sees that mail works. */
@NullMarked
package org.letterlock.desktop.ui.proof;

import org.jspecify.annotations.NullMarked;
