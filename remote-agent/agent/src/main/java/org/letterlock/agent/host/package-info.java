/**
 * Looks at the computer, and changes nothing: {@link org.letterlock.agent.host.Inspector} goes through the checks; {@link org.letterlock.agent.host.Computer} is all
 * that they see of it.
 */
@NullMarked
package org.letterlock.agent.host;

import org.jspecify.annotations.NullMarked;
