/** The mailboxes of a server. */
@NullMarked
package org.letterlock.desktop.ui.mailboxes;

import org.jspecify.annotations.NullMarked;
