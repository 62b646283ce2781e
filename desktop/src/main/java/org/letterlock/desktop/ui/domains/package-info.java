/** The domains of a server: their records, keys and reports. */
@NullMarked
package org.letterlock.desktop.ui.domains;

import org.jspecify.annotations.NullMarked;
