/** What the app knows of servers; values alone. */
@NullMarked
package org.letterlock.desktop.model;

import org.jspecify.annotations.NullMarked;
