/** The wizard's step on which a domain is chosen, and what it is used for today is seen. */
@NullMarked
package org.letterlock.desktop.ui.domain;

import org.jspecify.annotations.NullMarked;
