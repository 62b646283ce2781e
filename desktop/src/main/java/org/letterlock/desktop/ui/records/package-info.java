/** The records that a domain's DNS needs for mail, and whether the world sees them: the wizard's step, and a part of the domains' section. */
@NullMarked
package org.letterlock.desktop.ui.records;

import org.jspecify.annotations.NullMarked;
