/** Steps by which a server becomes one of ours. */
@NullMarked
package org.letterlock.desktop.deploy;

import org.jspecify.annotations.NullMarked;
