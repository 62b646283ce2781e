/** How a server is, by what it says of itself: judged by rules, without nodes and without a network. */
@NullMarked
package org.letterlock.desktop.health;

import org.jspecify.annotations.NullMarked;
