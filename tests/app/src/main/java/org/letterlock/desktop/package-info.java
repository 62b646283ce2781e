/** What measures the app from within its own package, because only there it can be given servers. */
@NullMarked
package org.letterlock.desktop;

import org.jspecify.annotations.NullMarked;
