/** The wizard's second step: the server is looked over. */
@NullMarked
package org.letterlock.desktop.ui.check;

import org.jspecify.annotations.NullMarked;
